import type { Page } from "playwright-core";

/** What a view of OHIF shows. */
export type View = { readonly width: number; readonly height: number; readonly shades: number };

/** As much of a browser's canvas as is used here. */
type Canvas = {
  readonly width: number;
  readonly height: number;
  getContext(kind: "2d"): { getImageData: (...box: number[]) => { readonly data: Uint8ClampedArray } } | null;
};

/** The views with the number of different shades in each; texts lie above them and are not counted. */
export function viewsIn(page: Page): Promise<readonly View[]> {
  return page.locator("canvas.cornerstone-canvas").evaluateAll(readCanvases);
}

/** Runs in the browser, so it uses nothing from around it. */
function readCanvases(canvases: readonly Canvas[]): readonly View[] {
  return canvases.map((canvas) => {
    const { width, height } = canvas;
    const pixels = canvas.getContext("2d")?.getImageData(0, 0, width, height).data ?? [];
    return { width, height, shades: new Set(pixels.filter((_, index) => index % 4 === 0)).size };
  });
}

/** An empty view has one shade, one with the noise of a scan over 200. */
export function hasImage({ shades }: View): boolean {
  return shades > 50;
}

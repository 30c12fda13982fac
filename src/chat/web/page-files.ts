import { readFile } from "node:fs/promises";

export type PageFile = { readonly type: string; readonly content: Buffer };

/** All that is served of the disk; no path of a request ever becomes one of a file. */
const files: readonly { readonly path: string; readonly name: string; readonly type: string }[] = [
  { path: "/", name: "index.html", type: "text/html; charset=utf-8" },
  { path: "/page.js", name: "page.js", type: "text/javascript; charset=utf-8" },
  { path: "/cards.js", name: "cards.js", type: "text/javascript; charset=utf-8" },
  { path: "/completion.js", name: "completion.js", type: "text/javascript; charset=utf-8" },
  { path: "/api.js", name: "api.js", type: "text/javascript; charset=utf-8" },
  { path: "/elements.js", name: "elements.js", type: "text/javascript; charset=utf-8" },
  { path: "/words.js", name: "words.js", type: "text/javascript; charset=utf-8" },
  { path: "/page.css", name: "page.css", type: "text/css; charset=utf-8" },
  { path: "/icon.svg", name: "icon.svg", type: "image/svg+xml" },
];

/** The page's files by the path of their request. */
export async function readPageFiles(): Promise<ReadonlyMap<string, PageFile>> {
  const entries = files.map(async ({ path, name, type }) => {
    const content = await readFile(new URL(`page/${name}`, import.meta.url));
    return [path, { type, content }] as const;
  });
  return new Map(await Promise.all(entries));
}

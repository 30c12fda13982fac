import { setTimeout as wait } from "node:timers/promises";
import { type Browser, chromium, type Page } from "playwright-core";
import { type BrowserRequest, watchRequests } from "./browser-requests.ts";
import { hasImage, type View, viewsIn } from "./ohif-views.ts";

/** OHIF in a real browser that remembers nothing, as a person sees it who has opened the address of a card. */
export type Ohif = AsyncDisposable & {
  /** Types another address into the browser, and returns the HTTP status of the page that it ends at. */
  visit(address: string): Promise<number>;
  /** Waits until the study list shows this patient, named as OHIF writes it: `Doe, Jane`. */
  findStudyOf(patient: string): Promise<void>;
  /** Opens this patient's study in the mode MONAI Label. */
  openStudyOf(patient: string): Promise<void>;
  /** Waits until each of the three views shows an image, and returns what they show. */
  seeImages(): Promise<readonly View[]>;
  /** The server that the panel would connect to. */
  serverInPanel(): Promise<string>;
  /** Presses the panel's button, after typing another server if one is given. @throws when it was refused */
  connectPanel(server?: string): Promise<void>;
  screenshot(file: string): Promise<void>;
  /** All that the browser has asked for, in the order of asking. */
  requests(): readonly BrowserRequest[];
};

/** Where Debian's package `chromium` puts it. */
const chromiumPath = "/usr/bin/chromium";

/** Beside those that Playwright gives: WebGL without a graphics card, and no network but the server's. */
const flags = ["--disable-gpu", "--use-angle=swiftshader", "--disable-quic", "--no-proxy-server"];

const patienceMs = 60_000;
const lookEveryMs = 100;

/** The mode MONAI Label shows a volume from three sides. */
const viewCount = 3;

/** Opens the address; what it shows there is for the caller to see. */
export async function openOhif(address: string): Promise<Ohif> {
  await using setup = new AsyncDisposableStack();
  const { hostname, origin } = new URL(address);
  const browser = setup.adopt(await launch(hostname), (opened) => opened.close());
  // A server with a certificate of its own is accepted, as a person does who has compared the fingerprint.
  const page = await browser.newPage({ ignoreHTTPSErrors: true, viewport: { width: 1400, height: 900 } });
  page.setDefaultTimeout(patienceMs);
  const ohif = createOhif(page, watchRequests(page, origin));
  await ohif.visit(address);
  const parts = setup.move();
  return { ...ohif, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}

function launch(hostname: string): Promise<Browser> {
  // OHIF asks for fonts on the internet, and has to work without.
  const names = `--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE ${hostname}`;
  return chromium.launch({ executablePath: chromiumPath, chromiumSandbox: false, args: [...flags, names] });
}

function createOhif(
  page: Page,
  requests: () => readonly BrowserRequest[],
): Omit<Ohif, keyof AsyncDisposable> {
  const rowOf = (patient: string) => page.locator('tr[data-cy^="studyRow-"]', { hasText: patient });
  const server = page.locator("#monailabelServerURL");
  return {
    async visit(address) {
      const response = await page.goto(address);
      return response?.status() ?? 0;
    },
    findStudyOf: (patient) => rowOf(patient).waitFor(),
    async openStudyOf(patient) {
      await rowOf(patient).getByText(patient).first().click();
      await rowOf(patient).locator('button[data-cy^="mode-monai-label-"]').click();
      await server.waitFor();
    },
    async seeImages() {
      const endsAtMs = performance.now() + patienceMs;
      while (performance.now() < endsAtMs) {
        const views = await viewsIn(page);
        if (views.length === viewCount && views.every(hasImage)) return views;
        await wait(lookEveryMs);
      }
      throw new Error(`OHIF drew no images: ${JSON.stringify(await viewsIn(page))}`);
    },
    serverInPanel: () => server.inputValue(),
    async connectPanel(address) {
      if (address !== undefined) await server.fill(address);
      const [request] = await Promise.all([
        page.waitForRequest((asked) => asked.url().endsWith("/info/")),
        page.locator(".settingsTable button").click(),
      ]);
      const response = await request.response();
      if (response?.ok() !== true) throw new Error(`the panel got ${response?.status() ?? "no answer"}`);
      await page.getByText("Options / Configurations").waitFor();
    },
    async screenshot(file) {
      await page.screenshot({ path: file });
    },
    requests,
  };
}

import type { Page, Request } from "playwright-core";

/** What a browser asked for. */
export type BrowserRequest = {
  readonly method: string;
  /** With its query; a request to another server has its whole address here. */
  readonly path: string;
  /** `open` until there is an answer, `failed` when there will be none. */
  readonly status: number | "open" | "failed";
};

/** Notes from now on what a page asks for; redirections count one by one. */
export function watchRequests(page: Page, origin: string): () => readonly BrowserRequest[] {
  const noted = new Map<Request, BrowserRequest>();
  function note(request: Request, status: BrowserRequest["status"]): void {
    const url = request.url();
    const path = url.startsWith(`${origin}/`) ? url.slice(origin.length) : url;
    noted.set(request, { method: request.method(), path, status });
  }
  page.on("request", (request) => note(request, "open"));
  page.on("response", (response) => note(response.request(), response.status()));
  page.on("requestfailed", (request) => note(request, "failed"));
  return () => [...noted.values()];
}

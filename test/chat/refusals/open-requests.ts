import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { z } from "zod";

/** The header by which the server knows a request of the client. */
export const requestIdHeader = "x-bench-request";

/** The requests that this process has sent and that have no whole answer yet, of whatever client library. */
export type OpenRequests = Disposable & {
  /** The ids of those that are open. */
  readonly ids: ReadonlySet<string>;
};

const created = z.object({
  request: z.object({
    origin: z.unknown(),
    addHeader: z.custom<(name: string, value: string) => unknown>((value) => typeof value === "function"),
  }),
});
const told = z.object({ request: z.unknown() });

/** Node's own client and that of discord.js both tell of each request here. */
const begun = "undici:request:create";
const ended = ["undici:request:trailers", "undici:request:error"];

export function watchRequests(port: number): OpenRequests {
  const ids = new Set<string>();
  const known = new Map<unknown, string>();
  let count = 0;

  function begin(message: unknown): void {
    const { data } = created.safeParse(message);
    if (data === undefined || !String(data.request.origin).endsWith(`:${port}`)) return;
    const { request } = told.parse(message);
    count += 1;
    const id = `${count}`;
    Reflect.apply(data.request.addHeader, request, [requestIdHeader, id]);
    known.set(request, id);
    ids.add(id);
  }

  function end(message: unknown): void {
    const { request } = told.parse(message);
    ids.delete(known.get(request) ?? "");
    known.delete(request);
  }

  subscribe(begun, begin);
  for (const name of ended) subscribe(name, end);
  return {
    ids,
    [Symbol.dispose]() {
      unsubscribe(begun, begin);
      for (const name of ended) unsubscribe(name, end);
    },
  };
}

/**
 * `lost`: Slack does it, but its answer never arrives. `rate-limited` without a figure: a page of the network before Slack, as
 * `page` is, of so many bytes and any status.
 */
export type Fault =
  | { readonly kind: "lost" }
  | { readonly kind: "rate-limited"; readonly retryAfterS?: number }
  | { readonly kind: "http"; readonly status: number }
  | { readonly kind: "page"; readonly status?: number; readonly bytes?: number }
  | { readonly kind: "refused"; readonly error: string };

/** What goes wrong, per Web API method and with sockets. */
export type SlackFaults = {
  /** The next call of this method fails once. */
  failNext(method: string, fault: Fault): void;
  /** Each call of this method fails until it is healed, those of `failNext` first; `*` stands for all methods. */
  fail(method: string, fault: Fault): void;
  heal(method: string): void;
  take(method: string): Fault | undefined;
  /** Every response_url is dead from now on. */
  killResponseUrls(): void;
  areResponseUrlsDead(): boolean;
  /** Whether a new connection of Socket Mode gets no hello, nor anything else. */
  silenceSockets(isSilent: boolean): void;
  areSocketsSilent(): boolean;
};

/** A page of the network before Slack, with what no log may hold in it. */
export const pageMark = "PATIENT^JANE";

export function createSlackFaults(): SlackFaults {
  const waiting = new Map<string, Fault[]>();
  const standing = new Map<string, Fault>();
  let areDead = false;
  let areSilent = false;
  return {
    failNext: (method, fault) => void waiting.set(method, [...(waiting.get(method) ?? []), fault]),
    fail: (method, fault) => void standing.set(method, fault),
    heal: (method) => void standing.delete(method),
    take: (method) => waiting.get(method)?.shift() ?? standing.get(method) ?? standing.get("*"),
    killResponseUrls: () => void (areDead = true),
    areResponseUrlsDead: () => areDead,
    silenceSockets: (isSilent) => void (areSilent = isSilent),
    areSocketsSilent: () => areSilent,
  };
}

/** What a fault answers in Slack's place; undefined for one that Slack itself answers. */
export function answerOf(
  fault: Fault,
): { readonly status: number; readonly headers: Record<string, string>; readonly body: string } | undefined {
  if (fault.kind === "http") return { status: fault.status, headers: {}, body: "" };
  if (fault.kind === "page") return { ...pageOf(fault.bytes), status: fault.status ?? 200 };
  if (fault.kind !== "rate-limited") return undefined;
  if (fault.retryAfterS === undefined) return { ...pageOf(), status: 429 };
  const body = JSON.stringify({ ok: false, error: "ratelimited" });
  return { status: 429, headers: { "retry-after": String(fault.retryAfterS) }, body };
}

function pageOf(bytes = 200): { readonly headers: Record<string, string>; readonly body: string } {
  const body = `<html><body>${pageMark} http://10.0.0.1/?key=xoxb-1</body></html>`;
  return { headers: { "content-type": "text/html" }, body: body.padEnd(bytes, " ") };
}

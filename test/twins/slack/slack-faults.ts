/** `lost`: Slack does it, but its answer never arrives. */
export type Fault =
  | { readonly kind: "lost" }
  | { readonly kind: "rate-limited"; readonly retryAfterS: number }
  | { readonly kind: "http"; readonly status: number }
  | { readonly kind: "refused"; readonly error: string };

/** What goes wrong next, per Web API method. */
export type SlackFaults = {
  /** The next call of this method fails once. */
  failNext(method: string, fault: Fault): void;
  take(method: string): Fault | undefined;
  /** Every response_url is dead from now on. */
  killResponseUrls(): void;
  areResponseUrlsDead(): boolean;
};

export function createSlackFaults(): SlackFaults {
  const waiting = new Map<string, Fault[]>();
  let areDead = false;
  return {
    failNext: (method, fault) => void waiting.set(method, [...(waiting.get(method) ?? []), fault]),
    take: (method) => waiting.get(method)?.shift(),
    killResponseUrls: () => void (areDead = true),
    areResponseUrlsDead: () => areDead,
  };
}

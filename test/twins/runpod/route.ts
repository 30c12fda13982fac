import type { Answer } from "./answer.ts";

export type RouteCall = {
  /** Id in the path, empty where the path has none. */
  readonly id: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly lastEventId: string | undefined;
  /** The pod whose own key it is, undefined for the account's key. */
  readonly caller: string | undefined;
};

/** `name` is method and path template, as in the contract file. */
export type Route = { readonly name: string; readonly handle: (call: RouteCall) => Answer | Promise<Answer> };

import { problem } from "./answer.ts";
import type { Fault } from "./faults.ts";

// Answers with another status than the contract file has for what they mean.

/** What is asked for is not there, told with 400 in place of 404. */
export function notFoundPlain(what: string): Fault {
  return {
    name: `${what} not found as 400`,
    source: "dstackai/dstack 0.22.5, 2026-09-18: Registry auth not found",
    play: () => problem(400, `${what} not found`),
  };
}

/** Too little money, told with 400 in place of 402; the text is GraphQL's. */
export function noMoneyPlain(): Fault {
  const detail = "Your account balance is too low to rent a pod. Please add funds to your account.";
  return {
    name: "no money as 400",
    source: "third-party clients for the text; of REST it is a guess",
    play: () => problem(400, detail),
  };
}

/** The edge in front of the API does not let the request through. */
export function blocked(): Fault {
  return {
    name: "blocked by the edge",
    source: "lumpenspace/raft#14, third-party clients",
    play: () => ({ status: 403, contentType: "text/plain", body: "error code: 1010" }),
  };
}

import type { GraphqlError } from "./graphql-schema.ts";
import { isCapacityText } from "./refusals.ts";

/** Codes that third-party clients have seen beside the texts. */
export function saysNoRoom({ code, message }: GraphqlError): boolean {
  return code === "SUPPLY_CONSTRAINT" || isCapacityText(message);
}

/** "Your account balance is too low to rent a pod": third-party clients. */
export function saysNoMoney({ code, message }: GraphqlError): boolean {
  return code === "INSUFFICIENT_BALANCE" || /\bbalance is too low\b/i.test(message);
}

/** Apollo's codes for what was not even tried, and RunPod's own for what it decided (runpod/runpodctl api tests). */
const decided: ReadonlySet<string | undefined> = new Set([
  "BAD_USER_INPUT",
  "FORBIDDEN",
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "RUNPOD",
  "UNAUTHENTICATED",
]);

/** Whether the error certainly came before anything was done. */
export function isCertain({ code }: GraphqlError): boolean {
  return decided.has(code);
}

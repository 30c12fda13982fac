import type { GraphqlError } from "./schema.ts";
import { isCapacityText, isMoneyText } from "../transport/refusals.ts";

/** Codes that third-party clients have seen beside the texts. */
export function saysNoRoom({ code, message }: GraphqlError): boolean {
  return code === "SUPPLY_CONSTRAINT" || isCapacityText(message);
}

/** "Your account balance is too low to rent a pod": third-party clients. */
export function saysNoMoney({ code, message }: GraphqlError): boolean {
  return code === "INSUFFICIENT_BALANCE" || isMoneyText(message);
}

/** A key may be let to REST and not to GraphQL. */
export function saysForbidden({ code, message }: GraphqlError): boolean {
  return code === "FORBIDDEN" || code === "UNAUTHENTICATED" || /\b(?:not |un)authorized\b/i.test(message);
}

/** Apollo's codes for what was not even tried, and RunPod's own for what it decided (runpod/runpodctl api tests). */
const decided: ReadonlySet<string | undefined> = new Set([
  "BAD_USER_INPUT",
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "RUNPOD",
]);

/** Whether the error certainly came before anything was done. */
export function isCertain({ code }: GraphqlError): boolean {
  return decided.has(code);
}

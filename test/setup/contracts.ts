import { describeMissingContracts } from "../support/contracts.ts";

/** Once per run: without it a run on a fresh clone looks like one that has checked all requests. */
export function setup(): void {
  const missing = describeMissingContracts();
  if (missing !== undefined) process.stderr.write(`${missing}\n`);
}

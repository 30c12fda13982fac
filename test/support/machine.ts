import type { Machine } from "../../src/core/records/machine.ts";

const address = { host: "203.0.113.2", port: 8000 };

/** A machine whose addresses lead nowhere (RFC 5737), without a watchdog. */
export const idleMachine: Machine = {
  providerPodId: "memory-1",
  startId: "start-1",
  shell: address,
  api: address,
  listen: address,
  workspace: "/workspace",
};

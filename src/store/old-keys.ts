import type { Redis } from "ioredis";
import { openKey } from "./open-index.ts";

/** What all keys began with before they had the instance's id in them. */
export const oldPrefix = "labelpod";

/** The pods come last: they say whose all of it is, also when a removal was cut short. */
const oldKinds = [
  "trainings",
  "slots",
  "messages",
  "confirmations",
  "settings",
  "sightings",
  "ledger",
  "bills",
  "money-told",
  "notices",
  "pods",
] as const;

/** Whether an older version has left records here. */
export async function hasOldRecords(redis: Redis): Promise<boolean> {
  const keys = oldKinds.flatMap((kind) => [keyOf(kind), `${keyOf(kind)}#`]);
  return (await redis.exists(...keys)) > 0;
}

/** Removes the records of all kinds with their lists of teams and their counters. */
export async function removeOldRecords(redis: Redis): Promise<void> {
  for (const kind of oldKinds) {
    const key = keyOf(kind);
    const teams = await redis.smembers(key);
    // This version marks what is open beside any record that it writes, also when it takes one away here.
    const ofTeams = teams.flatMap((team) => [openKey(key, team), `${key}:${team}`]);
    await redis.del(...ofTeams, `${key}#`, key);
  }
}

function keyOf(kind: (typeof oldKinds)[number]): string {
  return `${oldPrefix}:${kind}`;
}

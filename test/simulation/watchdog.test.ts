import { readFileSync } from "node:fs";
import type { LeaseTerms } from "../../src/core/records/lease-terms.ts";
import { expect, test } from "vitest";
import {
  decideWatchdog,
  resumeWatchdog,
  type WatchdogSaved,
  type WatchdogDecision,
  type WatchdogLook,
  type WatchdogState,
} from "./watchdog.ts";

type Case = {
  readonly name: string;
  readonly state: WatchdogState;
  readonly look: WatchdogLook;
  readonly expect: WatchdogDecision;
};

// The table by which the pod's own watchdog is tested as well.
const cases: readonly Case[] = JSON.parse(
  readFileSync(new URL("../contracts/watchdog-cases.json", import.meta.url), "utf8"),
);

test.each(cases.map((entry) => [entry.name, entry] as const))("watchdog: %s", (_name, entry) => {
  expect(decideWatchdog(entry.state, entry.look)).toEqual(entry.expect);
});

type ResumeCase = {
  readonly name: string;
  readonly saved: WatchdogSaved;
  readonly gapS: number;
  readonly first: LeaseTerms;
  readonly expect: WatchdogSaved;
};

const resumeCases: readonly ResumeCase[] = JSON.parse(
  readFileSync(new URL("../contracts/watchdog-resume-cases.json", import.meta.url), "utf8"),
);

test.each(resumeCases.map((entry) => [entry.name, entry] as const))(
  "watchdog without its disk: %s",
  (_name, entry) => {
    expect(resumeWatchdog(entry.saved, entry.gapS, entry.first)).toEqual(entry.expect);
  },
);

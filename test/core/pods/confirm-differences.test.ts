import { expect, test } from "vitest";
import { confirmDifferences } from "../../../src/core/pods/confirm-differences.ts";
import type { ContainerLife, SeenDifferences } from "../../../src/core/records/seen-differences.ts";
import { followContainer, isCrashLoop } from "../../../src/core/pods/container-life.ts";

const sweepMs = 15_000;
const startMs = 1_000_000_000;

function after(sweeps: readonly (readonly string[])[], everyMs = sweepMs): ReadonlySet<string> {
  let before: SeenDifferences | undefined;
  let due: ReadonlySet<string> = new Set();
  for (const [index, keys] of sweeps.entries()) {
    const look = confirmDifferences(before, keys, startMs + index * everyMs);
    ({ due } = look);
    before = { seen: look.seen, containers: {} };
  }
  return due;
}

test("seeAgain() names what two sweeps in a row have seen, and nothing that only one has", () => {
  expect(after([["a"]])).toEqual(new Set());
  expect(after([["a"], ["a", "b"]])).toEqual(new Set(["a"]));
  expect(after([["a"], [], ["a"]])).toEqual(new Set());
});

test("seeAgain() begins anew after a time in which nobody looked", () => {
  expect(after([["a"], ["a"]], 3_600_000)).toEqual(new Set());
});

test("seeAgain() takes two runs of one sweep for one look, and a clock that was put back for a new beginning", () => {
  expect(after([["a"], ["a"]], 0)).toEqual(new Set());
  expect(after([["a"], ["a"]], -sweepMs)).toEqual(new Set());
});

function follow(uptimesMs: readonly number[]): ContainerLife {
  return uptimesMs.reduce<ContainerLife>(
    (life, uptimeMs, index) => followContainer(life, uptimeMs, startMs + index * 60_000),
    { sinceMs: startMs - (uptimesMs[0] ?? 0), restartsMs: [] },
  );
}

test.each([
  ["that runs on", [10_000, 70_000, 130_000, 190_000, 250_000], false],
  ["that was restarted twice", [10_000, 5000, 65_000, 5000, 65_000], false],
  ["that ends again and again", [10_000, 5000, 8000, 3000, 5000], true],
  ["whose uptime stays near 0", [0, 0, 0, 0, 0], true],
  ["that is told of in an unsteady way", [10_000, 60_000, 140_000, 185_000, 255_000], false],
] as const)("isCrashLoop() of a container %s", (_name, uptimesMs, expected) => {
  expect(isCrashLoop(follow(uptimesMs))).toBe(expected);
});

test("followContainer() forgets what was a quarter of an hour ago", () => {
  const life: ContainerLife = { sinceMs: startMs, restartsMs: [startMs, startMs, startMs] };

  const later = followContainer(life, 16 * 60_000, startMs + 16 * 60_000);

  expect(isCrashLoop(later)).toBe(false);
});

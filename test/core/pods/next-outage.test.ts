import { expect, test } from "vitest";
import type { CrashReading, ServerReading } from "../../../src/core/records/use.ts";
import { nextOutage } from "../../../src/core/pods/next-outage.ts";
import type { Outage } from "../../../src/core/records/outage.ts";

const second = 1_000;
const startMs = 1_000_000_000;

const running: ServerReading = { state: "running" };
const gone: ServerReading = { state: "gone" };

/** As the gate tells a row whose crashes were at these seconds after the start, when it is asked then. */
function row(
  atS: number,
  crashesAtS: readonly [number, ...number[]],
  { state = "waiting", endedTraining = false }: Partial<ServerReading & CrashReading> = {},
): ServerReading {
  const [firstAtS] = crashesAtS;
  const crash = {
    count: crashesAtS.length,
    firstAgeMs: (atS - firstAtS) * second,
    lastAgeMs: (atS - (crashesAtS.at(-1) ?? firstAtS)) * second,
    failure: "out-of-memory",
    endedTraining,
  };
  return { state, crash };
}

/** What the record says after these looks, each at its second after the start. */
function follow(looks: readonly (readonly [number, ServerReading])[]): Outage | undefined {
  let outage: Outage | undefined;
  for (const [atS, server] of looks) outage = nextOutage(outage, server, startMs + atS * second);
  return outage;
}

test("a server that runs has no outage, nor has one of which nothing is known", () => {
  expect(
    follow([
      [0, running],
      [15, { state: "starting" }],
      [30, { state: "unknown" }],
    ]),
  ).toBeUndefined();
});

test("a crash is one row that ends when the server answers again", () => {
  const down = follow([[20, row(20, [10])]]);
  const up = follow([
    [20, row(20, [10])],
    [35, row(35, [10], { state: "starting" })],
    [50, row(50, [10], running)],
  ]);

  const crash = { count: 1, failure: "out-of-memory", endedTraining: false };
  const at = startMs + 10 * second;
  expect(down).toEqual({ number: 1, state: "down", firstAtMs: at, lastAtMs: at, crash });
  expect(up).toEqual({ ...down, state: "up" });
});

test("a row that goes on stays the same one, with its first moment, and remembers that a training was ended", () => {
  const outage = follow([
    [20, row(20, [10], { endedTraining: true })],
    [65, row(65, [10, 60])],
    [95, row(95, [10, 60, 90])],
  ]);

  expect(outage).toMatchObject({
    number: 1,
    state: "down",
    firstAtMs: startMs + 10 * second,
    lastAtMs: startMs + 90 * second,
    crash: { count: 3, endedTraining: true },
  });
});

test("looks that came late or early at the same row change nothing", () => {
  const before = follow([[20, row(20, [10])]]);

  for (const lateMs of [-1000, 0, 900, 29_000]) {
    const after = nextOutage(before, row(50, [10]), startMs + 50 * second + lateMs);
    expect(after).toBe(before);
  }
});

test("a crash long after is another row", () => {
  const outage = follow([
    [20, row(20, [10])],
    [50, row(50, [10], running)],
    [320, row(320, [310])],
  ]);

  expect(outage).toMatchObject({ number: 2, state: "down", firstAtMs: startMs + 310 * second });
  expect(outage?.replaced).toBeUndefined();
});

test("a row that counts fewer crashes is another one, however soon it came", () => {
  const outage = follow([
    [65, row(65, [10, 60])],
    [85, row(85, [80])],
  ]);

  expect(outage).toMatchObject({ number: 2, crash: { count: 1 }, replaced: { number: 1 } });
});

test("a row that was open when the next one was seen is handed on, so that its message can point to it", () => {
  const outage = follow([
    [20, row(20, [10])],
    [320, row(320, [310], running)],
  ]);

  expect(outage).toMatchObject({ number: 2, state: "up", replaced: { number: 1, state: "down" } });
});

test("one that was noticed only when it was over is up from the first", () => {
  expect(follow([[50, row(50, [10], running)]])).toMatchObject({ number: 1, state: "up" });
});

test("gone is told once until the server is up, and again when it goes again", () => {
  const once = follow([
    [0, gone],
    [15, gone],
    [30, { state: "starting" }],
    [45, gone],
  ]);
  const twice = follow([
    [0, gone],
    [15, running],
    [30, gone],
  ]);

  expect(once).toEqual({ number: 1, state: "down", firstAtMs: startMs, lastAtMs: startMs });
  expect(twice).toMatchObject({ number: 2, state: "down", firstAtMs: startMs + 30 * second });
});

test("a crash after a server that was gone is a row of its own, and one before it is not told again", () => {
  const after = follow([
    [20, gone],
    [60, row(60, [50])],
  ]);
  const old = follow([
    [20, row(20, [10])],
    [35, gone],
    [50, row(50, [10], running)],
  ]);

  expect(after).toMatchObject({ number: 2, crash: { count: 1 }, replaced: { number: 1 } });
  expect(old).toMatchObject({ number: 2, state: "up" });
  expect(old?.crash).toBeUndefined();
});

import { describe, expect, it } from "vitest";
import { createRetirement, type Retirement } from "../../../src/runpod/graphql/retirement.ts";
import type { HttpReply } from "../../../src/runpod/transport/http.ts";

const minute = 60_000;
const answered: HttpReply = { status: 200, body: { data: {} } };
const retired: HttpReply = { status: 410, body: undefined };
const nothing: HttpReply = { status: 404, body: undefined };
const page: HttpReply = { status: 200, body: undefined, isPage: true };

type Bench = Retirement & { pass(ms: number): void; readonly ends: () => number };

function makeBench(): Bench {
  let [nowMs, ends] = [0, 0];
  const retirement = createRetirement({ now: () => nowMs }, () => void (ends += 1));
  return { ...retirement, pass: (ms) => void (nowMs += ms), ends: () => ends };
}

describe("createRetirement()", () => {
  it("knows nothing before the first answer, and a fault is none", () => {
    const bench = makeBench();
    for (const status of [500, 502, 429, 401, 403, 400]) bench.note({ status, body: undefined }, "look");

    expect([bench.hasEnded(), bench.isPaused("look")]).toEqual([undefined, false]);
    bench.note(answered, "look");
    expect(bench.hasEnded()).toBe(false);
  });

  it.each([
    { what: "410", reply: retired, lookMinutes: 6 * 60, endMinutes: 10 },
    { what: "404", reply: nothing, lookMinutes: 15, endMinutes: 0 },
    { what: "a redirect", reply: { status: 302, body: undefined }, lookMinutes: 15, endMinutes: 0 },
    { what: "a page in the place of an answer", reply: page, lookMinutes: 15, endMinutes: 0 },
  ])("asks seldom after $what, and soon for what has to end", ({ reply, lookMinutes, endMinutes }) => {
    const bench = makeBench();
    const noted = bench.note(reply, "look");
    const paused = (): readonly boolean[] => [
      bench.isPaused("look"),
      bench.isPaused("act"),
      bench.isPaused("end"),
    ];

    expect([noted.status, bench.hasEnded(), bench.ends()]).toEqual([410, true, 1]);
    expect(paused()).toEqual([true, true, endMinutes > 0]);
    bench.pass(endMinutes * minute);
    expect(paused()).toEqual([true, true, false]);
    bench.pass((lookMinutes - endMinutes) * minute);
    expect(paused()).toEqual([false, false, false]);
    bench.note(reply, "look");
    expect([paused()[0], bench.ends()]).toEqual([true, 1]);
  });

  it("is over with the next answer, and at once with a clock that was set back", () => {
    const bench = makeBench();
    bench.note(retired, "look");
    bench.pass(-minute);
    const isPaused = bench.isPaused("look");

    bench.note(answered, "end");

    expect([isPaused, bench.hasEnded(), bench.isPaused("look")]).toEqual([false, false, false]);
  });

  it("takes no page for a refusal of what may have been done", () => {
    expect(makeBench().note(page, "act")).toEqual(page);
    expect(makeBench().note(nothing, "act").status).toBe(410);
  });
});

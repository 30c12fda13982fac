import { describe, expect, it } from "vitest";
import { readQuotas, readRateLimit, readRetryAfter } from "../../../src/runpod/transport/limit-headers.ts";
import { createRunpodLimits, type RunpodLimits } from "../../../src/runpod/transport/limits.ts";

const get = { method: "GET" } as const;
const create = { method: "POST" } as const;
const start = { method: "POST", purpose: "act" } as const;
const stop = { method: "POST", purpose: "end" } as const;
const remove = { method: "DELETE" } as const;
const all = [get, create, start, stop, remove];

function limitsTold(
  rateLimit: string,
  more: { rateLimitPolicy?: string } = {},
): { limits: RunpodLimits; clock: { ms: number } } {
  const clock = { ms: 0 };
  const limits = createRunpodLimits({ now: () => clock.ms });
  limits.note({ status: 200, body: {}, rateLimit, ...more });
  return { limits, clock };
}

describe("readRateLimit()", () => {
  it.each([
    [
      "RunPod's own example",
      '"minute";r=0;t=12, "hour";r=2800;t=1812',
      { minute: [0, 12], hour: [2800, 1812] },
    ],
    ["no blanks", '"minute";r=0;t=12,"hour";r=1;t=2', { minute: [0, 12], hour: [1, 2] }],
    ["tokens, other order and more parameters", 'minute ; t=3; r=2; pk="x";q=60', { minute: [2, 3] }],
    ["a name with a comma", '"a,b";r=1;t=2', { "a,b": [1, 2] }],
    ["a member that says too little", '"minute";r=3, "hour";r=1;t=2, "day"', { hour: [1, 2] }],
    ["numbers that are none", '"minute";r=-1;t=2, "hour";r=1.5;t=2, "day";r=x;t=2', {}],
    ["the header of an older draft", "limit=100, remaining=50, reset=50", {}],
    ["nothing", "", {}],
    ["anything else", '";;;===,,"""\\', {}],
  ])("understands %s", (_what, text, windows) => {
    const found = readRateLimit(text).map(({ name, left, resetMs }) => [name, [left, resetMs / 1000]]);

    expect(Object.fromEntries(found)).toEqual(windows);
  });

  it("is quick with what is made to be slow", () => {
    const text = `"a"${";a=1 ".repeat(100_000)}"`;

    expect(readRateLimit(text)).toEqual([]);
  });
});

it("readQuotas() reads how large each window is", () => {
  const quotas = readQuotas('"minute";q=60;w=60, "hour";w=3600;q=3000, "day";w=1');

  expect([...quotas]).toEqual([
    ["minute", 60],
    ["hour", 3000],
  ]);
});

it.each([
  ["12", 12_000],
  ["Thu, 01 Jan 1970 00:00:30 GMT", 20_000],
  ["soon", undefined],
  [undefined, undefined],
])("readRetryAfter() takes %s", (text, ms) => {
  expect(readRetryAfter(text, 10_000)).toBe(ms);
});

describe("the limits of an account", () => {
  it("hold nothing back before RunPod has said anything, or while there is enough", () => {
    const unknown = createRunpodLimits({ now: () => 0 });
    const { limits } = limitsTold('"minute";r=50;t=12');

    expect(all.map((request) => unknown.waitMs(request))).toEqual([0, 0, 0, 0, 0]);
    expect(all.map((request) => limits.waitMs(request))).toEqual([0, 0, 0, 0, 0]);
  });

  it("hold everything but the end of a pod until a window with nothing left begins anew", () => {
    const { limits, clock } = limitsTold('"minute";r=0;t=12, "hour";r=900;t=1800');
    clock.ms = 2_000;

    const waits = all.map((request) => limits.waitMs(request));
    clock.ms = 12_000;

    expect(waits).toEqual([10_000, 10_000, 10_000, 0, 0]);
    expect(limits.waitMs(get)).toBe(0);
  });

  it.each([
    ["3 of a window of unknown size", '"minute";r=3;t=12', undefined],
    ["a twentieth", '"minute";r=2;t=12', '"minute";q=40;w=60'],
    ["at most 10", '"day";r=10;t=12', '"day";q=50000;w=86400'],
  ])("keep from looking what stopping may need: %s", (_what, rateLimit, rateLimitPolicy) => {
    const { limits } = limitsTold(rateLimit, rateLimitPolicy === undefined ? {} : { rateLimitPolicy });
    const one = readRateLimit(rateLimit).map(({ name, left }) => `"${name}";r=${left + 1};t=12`);

    const waits = all.map((request) => limits.waitMs(request));
    limits.note({ status: 200, body: {}, rateLimit: one.join() });

    expect(waits).toEqual([12_000, 0, 0, 0, 0]);
    expect(limits.waitMs(get)).toBe(0);
  });

  it("count what was sent and not answered yet", () => {
    const { limits } = limitsTold('"minute";r=5;t=12');

    const first = limits.waitMs(get);
    limits.spend();
    limits.spend();

    expect([first, limits.waitMs(get), limits.waitMs(create)]).toEqual([0, 12_000, 0]);
  });

  it("wait for the last of several windows", () => {
    const { limits } = limitsTold('"minute";r=0;t=12, "hour";r=0;t=1812');

    expect(limits.waitMs(create)).toBe(1_812_000);
  });

  it("hold nothing back when the clock was set back, and nothing for longer than a day", () => {
    const { limits, clock } = limitsTold('"minute";r=0;t=999999999');
    const longest = limits.waitMs(get);

    clock.ms = -1;

    expect(longest).toBe(86_400_000);
    expect(limits.waitMs(get)).toBe(0);
  });

  it("go by Retry-After where a refusal names no window, until its time has passed", () => {
    const { limits, clock } = limitsTold("");

    limits.note({ status: 429, body: {}, retryAfter: "7" });
    const refused = all.map((request) => limits.waitMs(request));
    clock.ms = 7_000;

    expect(refused).toEqual([7_000, 7_000, 7_000, 0, 0]);
    expect(limits.waitMs(get)).toBe(0);
  });

  it.each([
    { status: 200, body: {} },
    { status: 200, body: {}, rateLimit: '"minute";r=50;t=12' },
    { status: 503, body: {} },
    { status: 429, body: {} },
  ])("keep to Retry-After whatever was on its way meanwhile: %j", (reply) => {
    const { limits, clock } = limitsTold("");
    limits.note({ status: 429, body: {}, retryAfter: "60" });

    clock.ms = 1_000;
    limits.note(reply);

    expect(limits.waitMs(get)).toBe(59_000);
  });
});

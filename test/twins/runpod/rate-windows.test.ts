import { expect, test } from "vitest";
import { handClock } from "./hand-clock.ts";
import { API_KEY, runningPod, startTwin } from "./twin-client.ts";

const limits = [
  { name: "minute", quota: 2, seconds: 60 },
  { name: "hour", quota: 3, seconds: 3600 },
];

test("each answer says what is left of each window, and of what", async () => {
  const clock = handClock();
  await using bench = await startTwin({ clock, limits });

  const first = await bench.ask("GET /pods");
  clock.nowMs += 12_000;
  const second = await bench.ask("GET /pods/nobody");

  expect(first.headers).toMatchObject({
    ratelimit: '"minute";r=1;t=60, "hour";r=2;t=3600',
    "ratelimit-policy": '"minute";q=2;w=60, "hour";q=3;w=3600',
  });
  expect(second.status).toBe(404);
  expect(second.headers).toMatchObject({ ratelimit: '"minute";r=0;t=48, "hour";r=1;t=3588' });
});

test("a used up window is a 429 that says how long to wait, and does nothing", async () => {
  const clock = handClock();
  await using bench = await startTwin({ clock, limits });
  const id = await runningPod(bench);
  await bench.ask("GET /pods");
  clock.nowMs += 18_000;

  const refused = await bench.ask(`POST /pods/${id}/action`, { action: "stop" });
  const billedAfterRefusal = bench.twin.running();
  clock.nowMs += 42_000;
  const again = await bench.ask(`POST /pods/${id}/action`, { action: "stop" });
  const ofTheHour = await bench.ask("GET /pods");

  expect(refused.status).toBe(429);
  expect(refused.data).toMatchObject({ detail: "rate limit exceeded for the minute window" });
  expect(refused.headers).toMatchObject({
    "retry-after": "42",
    ratelimit: expect.stringContaining('"minute";r=0;t=42'),
  });
  expect(billedAfterRefusal).toEqual([id]);
  expect(again.status).toBe(200);
  expect([ofTheHour.status, ofTheHour.headers["retry-after"]]).toEqual([429, "3540"]);
});

test("a pod's own key counts, and who is not let in is told nothing", async () => {
  await using bench = await startTwin({ limits });
  const id = await runningPod(bench);
  const own = { authorization: `Bearer ${bench.twin.podKey(id)}` };

  const stop = await bench.ask(`POST /pods/${id}/action`, { action: "stop" }, own);
  const stranger = await bench.ask("GET /pods", undefined, { authorization: `Bearer not ${API_KEY}` });

  expect(stop.headers).toMatchObject({ ratelimit: expect.stringContaining('"minute";r=0') });
  expect([stranger.status, stranger.headers["ratelimit"]]).toEqual([401, undefined]);
});

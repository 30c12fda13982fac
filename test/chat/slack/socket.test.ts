import { expect, test } from "vitest";
import { createSimulatedClock, type SimulatedClock } from "../../../src/simulated/clock.ts";
import { hello, type SocketMode, startSocketMode } from "../../twins/slack/socket-mode.ts";

const minuteMs = 60_000;

/** A clock that says how many waits are under way. */
function watchedClock(): SimulatedClock & { waits(): readonly number[] } {
  const clock = createSimulatedClock();
  const waiting: number[] = [];
  return {
    ...clock,
    async sleep(ms, signal) {
      waiting.push(ms);
      await clock.sleep(ms, signal).finally(() => waiting.splice(waiting.indexOf(ms), 1));
    },
    waits: () => waiting,
  };
}

function failures({ log }: SocketMode): readonly Readonly<Record<string, unknown>>[] {
  return log.entries.filter(({ event }) => event === "slack not connected").map(({ data }) => data);
}

/** Lets so many attempts fail, and time pass only between them; returns how long that took. */
async function play(slack: SocketMode, clock: SimulatedClock, attempts: number): Promise<number> {
  const startMs = clock.now();
  for (let attempt = 1; attempt < attempts; attempt += 1) {
    await expect.poll(() => failures(slack).length, { timeout: 10_000 }).toBe(attempt);
    await clock.advance(Number(failures(slack).at(-1)?.["waitMs"]) - 1);
    expect(slack.opens()).toBe(attempt);
    await clock.advance(1);
  }
  await expect.poll(() => failures(slack).length, { timeout: 10_000 }).toBe(attempts);
  return clock.now() - startMs;
}

test.each([
  [
    "is one too many",
    (say: (message: object) => void) => say({ type: "disconnect", reason: "too_many_websockets" }),
  ],
  ["is cut", (_say: unknown, cut: () => void) => cut()],
])("ten connections that each get a hello, then one that %s, take minutes", async (_name, then) => {
  const clock = createSimulatedClock();
  await using slack = await startSocketMode({
    clock,
    connected(socket) {
      socket.send(hello);
      then(socket.send, socket.cut);
    },
  });

  await slack.receiver.start();
  const tookMs = await play(slack, clock, 10);
  await slack.receiver.stop();

  expect(slack.opens()).toBe(10);
  expect(tookMs).toBeGreaterThan(4 * minuteMs);
  expect(slack.health.noted.filter((word) => word === "commands works")).toEqual([]);
});

test("a connection that has held is followed by another at once, and nobody is alarmed", async () => {
  const clock = watchedClock();
  const cuts: (() => void)[] = [];
  await using slack = await startSocketMode({
    clock,
    connected(socket) {
      socket.send(hello);
      cuts.push(socket.cut);
    },
  });

  await slack.receiver.start();
  await clock.advance(30_000);
  cuts[0]?.();
  await expect.poll(() => slack.log.entries.map(({ event }) => event)).toContain("slack connected again");
  await slack.receiver.stop();

  expect(slack.opens()).toBe(2);
  expect(slack.health.noted).toEqual(["commands works"]);
});

test("a connection that has held for less than 30 s is followed by a pause, and was never good", async () => {
  const clock = createSimulatedClock();
  const cuts: (() => void)[] = [];
  await using slack = await startSocketMode({
    clock,
    connected(socket) {
      socket.send(hello);
      cuts.push(socket.cut);
    },
  });

  await slack.receiver.start();
  await clock.advance(29_999);
  cuts[0]?.();
  await expect.poll(() => failures(slack)).toMatchObject([{ code: "cut", waitMs: 1000 }]);
  await slack.receiver.stop();

  expect(slack.opens()).toBe(1);
  expect(slack.health.noted).toEqual(["commands slack-unreachable"]);
});

test("a planned refresh is followed at once, and by pauses when it comes again and again", async () => {
  const clock = createSimulatedClock();
  await using slack = await startSocketMode({
    clock,
    connected(socket) {
      socket.send(hello);
      socket.send({ type: "disconnect", reason: "refresh_requested" });
    },
  });

  await slack.receiver.start();
  await expect.poll(() => failures(slack)).toMatchObject([{ failures: 2, waitMs: 2000 }]);
  await slack.receiver.stop();

  expect(slack.opens()).toBe(2);
});

test("an attempt whose hello never comes ends after 20 s, and leaves no connection", async () => {
  const clock = createSimulatedClock();
  await using slack = await startSocketMode({ clock, connected: () => undefined });

  const started = slack.receiver.start();
  await expect.poll(() => slack.connections()).toBe(1);
  await clock.advance(20_000);
  await started;

  expect(failures(slack)).toMatchObject([{ code: "no_hello" }]);
  await expect.poll(() => slack.connections()).toBe(0);
  await slack.receiver.stop();
});

test("a handshake that is never answered ends after 20 s as well", async () => {
  const clock = createSimulatedClock();
  await using slack = await startSocketMode({ clock, isDeaf: true, connected: () => undefined });

  const started = slack.receiver.start();
  await expect.poll(() => slack.connections()).toBe(1);
  await clock.advance(20_000);
  await started;

  expect(failures(slack)).toMatchObject([{ code: "no_hello" }]);
  await expect.poll(() => slack.connections()).toBe(0);
  await slack.receiver.stop();
});

test("the end does not wait for a hello, nor for a pause", async () => {
  const clock = createSimulatedClock();
  await using slack = await startSocketMode({
    clock,
    connected(socket, count) {
      if (count === 1) socket.send(hello);
      if (count === 1) socket.cut();
    },
  });

  await slack.receiver.start();
  await expect.poll(() => failures(slack)).toHaveLength(1);
  await clock.advance(1000);
  await expect.poll(() => slack.connections()).toBe(1);
  const stopped = slack.receiver.stop();
  await clock.advance(2000);
  await stopped;

  await expect.poll(() => slack.connections()).toBe(0);
  expect(slack.opens()).toBe(2);
});

test("what Slack asks for is waited for, and the end does not wait for that", async () => {
  const clock = createSimulatedClock();
  await using slack = await startSocketMode({
    clock,
    connected: (socket) => socket.send(hello),
    refuse: () => ({ raw: { status: 429, headers: { "retry-after": "3600" } } }),
  });

  await slack.receiver.start();
  await clock.advance(59 * minuteMs);

  expect(slack.opens()).toBe(1);
  expect(failures(slack)).toMatchObject([{ code: "ratelimited", waitMs: 60 * minuteMs }]);
  await slack.receiver.stop();
});

test("Socket Mode that is switched off is said with what to do, looked at each minute, and mended by itself", async () => {
  const clock = watchedClock();
  let isOff = true;
  await using slack = await startSocketMode({
    clock,
    connected(socket) {
      socket.send(hello);
      if (isOff) socket.send({ type: "disconnect", reason: "link_disabled" });
    },
  });

  await slack.receiver.start();
  await expect.poll(() => failures(slack)).toMatchObject([{ code: "link_disabled", waitMs: minuteMs }]);
  isOff = false;
  await clock.advance(minuteMs);
  await expect.poll(() => slack.log.entries.map(({ event }) => event)).toContain("slack connected again");
  const beforeHeld = [...slack.health.noted];
  await clock.advance(30_000);
  await slack.receiver.stop();

  expect(beforeHeld).toEqual(["commands slack-socket-mode"]);
  expect(slack.health.noted).toEqual(["commands slack-socket-mode", "commands works"]);
});

test("an app token that dies is said with what to do, and one that is taken again is mended without a restart", async () => {
  const clock = watchedClock();
  let isDead = false;
  const cuts: (() => void)[] = [];
  await using slack = await startSocketMode({
    clock,
    connected(socket) {
      socket.send(hello);
      cuts.push(socket.cut);
    },
    refuse: () => (isDead ? { json: { ok: false, error: "invalid_auth" } } : undefined),
  });

  await slack.receiver.start();
  isDead = true;
  cuts[0]?.();
  await expect.poll(() => failures(slack)).toMatchObject([{ code: "cut" }]);
  await clock.advance(1000);
  await expect.poll(() => failures(slack)).toMatchObject([{ code: "cut" }, { code: "invalid_auth" }]);
  isDead = false;
  await clock.advance(minuteMs);
  await expect.poll(() => slack.log.entries.map(({ event }) => event)).toContain("slack connected again");
  await clock.advance(30_000);
  await slack.receiver.stop();

  expect(slack.health.noted).toEqual([
    "commands slack-unreachable",
    "commands slack-app-token",
    "commands works",
  ]);
});

test.each([
  ["slack-app-token", { json: { ok: false, error: "invalid_auth" } }],
  ["slack-app-token", { json: { ok: false, error: "missing_scope" } }],
] as const)("start() fails with %s at once where only a person can help", async (code, answer) => {
  const clock = createSimulatedClock();
  await using slack = await startSocketMode({ clock, connected: () => undefined, refuse: () => answer });

  await expect(slack.receiver.start()).rejects.toMatchObject({ code });
});

test.each([
  ["slack-unreachable", "hang up"],
  ["slack-unreachable", { raw: { status: 503, body: "PATIENT^JANE" } }],
  ["slack-unexpected", { raw: { status: 200, body: "<html>PATIENT^JANE</html>" } }],
  ["slack-busy", { raw: { status: 429 } }],
] as const)(
  "start() goes on without commands while %s passes, and cards can be shown",
  async (code, answer) => {
    const clock = createSimulatedClock();
    await using slack = await startSocketMode({
      clock,
      connected: (socket) => socket.send(hello),
      refuse: (count) => (count === 1 ? answer : undefined),
    });

    await slack.receiver.start();
    const atFirst = [...slack.health.noted];
    await clock.advance(1000);
    await expect.poll(() => slack.log.entries.map(({ event }) => event)).toContain("slack connected again");
    await slack.receiver.stop();

    expect(atFirst).toEqual([`commands ${code}`]);
    expect(JSON.stringify(slack.log.entries)).not.toContain("JANE");
  },
);

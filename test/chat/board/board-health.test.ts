import { expect, test } from "vitest";
import type { Refusal, RefusalKind } from "../../../src/chat/board/refused-error.ts";
import { setUpBoard } from "../../support/board-bench.ts";
import { sampleCard } from "../../support/chat-bench.ts";

const minute = 60_000;
const failed = "cards discord-unreachable";

function refusal(kind: RefusalKind, more: Partial<Refusal> = {}): Refusal {
  return { kind, code: "some_code", isCertain: true, ...more };
}

test.each(["away", "token", "channel", "rights", "unexpected"] as const)(
  "%s is a trouble of the platform until a card is taken",
  async (kind) => {
    const { board, clock, health, transport } = setUpBoard();
    transport.fateOf = () => ({ refusal: refusal(kind) });
    await board.show(sampleCard());
    await clock.advance(10 * minute);
    const before = [...health.noted];
    transport.fateOf = () => undefined;
    await clock.advance(minute);

    expect(new Set(before)).toEqual(new Set([failed]));
    expect(before.length).toBeGreaterThan(10);
    expect(health.noted.slice(before.length)).toEqual(["cards works"]);
  },
);

test("a busy platform is none while that passes soon, and one when it lasts, whatever else it takes", async () => {
  const { board, clock, health, transport } = setUpBoard();
  await board.show(sampleCard({ key: "edited", title: "0" }));
  await clock.advance(5000);
  transport.fateOf = ({ kind }) => (kind === "post" ? { refusal: refusal("busy") } : undefined);
  await board.show(sampleCard({ key: "posted", title: "posted" }));
  await clock.advance(50_000);
  const soon = health.noted.filter((noted) => noted === failed).length;
  for (let shown = 1; shown < 20; shown += 1) {
    await board.show(sampleCard({ key: "edited", title: String(shown) }));
    await clock.advance(20_000);
  }

  expect(soon).toBe(0);
  expect(health.noted.at(-1)).toBe(failed);
  const first = health.noted.indexOf(failed);
  expect(health.noted.slice(first).every((noted) => noted === failed)).toBe(true);
});

test("a long wait that is asked for is a trouble at once", async () => {
  const { board, clock, health, transport } = setUpBoard();
  transport.fateOf = () => ({ refusal: refusal("busy", { waitMs: 30 * minute }) });
  await board.show(sampleCard());
  await clock.settle();

  expect(health.noted).toEqual([failed]);
});

test("a platform that never answers is in trouble", async () => {
  const { board, clock, health, transport } = setUpBoard();
  transport.before = async () => new Promise(() => {});
  await board.show(sampleCard());
  await clock.advance(21_000);

  expect(health.noted).toEqual([failed]);
});

test("an error of the bot's own is no trouble of the platform", async () => {
  const { board, clock, health, transport } = setUpBoard();
  transport.before = async () => {
    throw new TypeError("a bug");
  };
  await board.show(sampleCard());
  await clock.advance(10 * minute);

  expect(health.noted).toEqual([]);
});

test.each(["away", "channel", "token"] as const)("%s of a look alone is no trouble", async (kind) => {
  const { board, clock, health, transport } = setUpBoard();
  Object.assign(transport, { knowsNonces: false, canFind: true });
  let posts = 0;
  transport.fateOf = (request) => {
    if (request.kind === "find" && posts > 1) return { refusal: refusal(kind) };
    if (request.kind !== "post") return undefined;
    return (posts += 1) === 1 ? { refusal: refusal("away", { isCertain: false }) } : undefined;
  };

  await board.show(sampleCard());
  await clock.advance(10 * minute);

  expect(transport.seen.filter(({ kind: asked }) => asked === "find").length).toBeGreaterThan(1);
  expect(health.noted.at(-1)).toBe("cards works");
});

test("a look that is answered ends no trouble of what is to be shown", async () => {
  const { board, clock, health, transport } = setUpBoard();
  Object.assign(transport, { knowsNonces: false, canFind: true });
  transport.fateOf = ({ kind }) =>
    kind === "post" ? { refusal: refusal("away", { isCertain: false }) } : undefined;
  await board.show(sampleCard());
  await clock.advance(10 * minute);

  expect(transport.seen.some(({ kind }) => kind === "find")).toBe(true);
  expect(new Set(health.noted)).toEqual(new Set([failed]));
});

test("a platform that answers that it does not take one card's content is in no trouble any more", async () => {
  const { board, clock, health, transport } = setUpBoard();
  transport.fateOf = () => ({ refusal: refusal("token") });
  await board.show(sampleCard());
  await clock.advance(minute);
  let answers = 0;
  transport.fateOf = () => ({ refusal: refusal((answers += 1) === 1 ? "content" : "token") });
  await clock.advance(10 * minute);

  expect(health.noted).toContain("cards works");
  expect(health.noted.at(-1)).toBe(failed);
});

test("an outage is a few lines of the log and its end is one, with ten cards too", async () => {
  const { board, clock, log, transport } = setUpBoard();
  transport.fateOf = () => ({ refusal: refusal("token") });
  for (let card = 0; card < 10; card += 1) await board.show(sampleCard({ key: `card ${card}` }));
  await clock.advance(60 * minute);
  transport.fateOf = () => undefined;
  await clock.advance(2 * minute);

  const events = log.entries.map(({ event }) => event);
  expect(events.filter((event) => event === "platform takes no cards").length).toBe(7);
  expect(events.filter((event) => event === "platform takes cards again").length).toBe(1);
  expect(log.entries[0]?.data).toMatchObject({ platform: "discord", kind: "token", code: "some_code" });
  expect(events.filter((event) => event === "card not delivered")).toEqual([]);
});

test("each line of an outage says how long the pause is", async () => {
  const { board, clock, log, transport } = setUpBoard();
  transport.fateOf = () => ({ refusal: refusal("away") });
  await board.show(sampleCard());
  await clock.advance(30_000);
  transport.fateOf = () => ({ refusal: refusal("busy") });
  await clock.advance(10 * minute);

  expect(log.entries.map(({ event, data }) => [event, data["failures"], data["waitMs"]])).toEqual([
    ["platform takes no cards", 1, 1000],
    ["platform takes no cards", 2, 2000],
    ["platform takes no cards", 4, 8000],
    ["platform limits cards", 8, 60_000],
    ["platform limits cards", 16, 60_000],
  ]);
});

test.each(["rights", "busy"] as const)(
  "an edit that is taken while a card that waits has news says nothing of posts (%s)",
  async (kind) => {
    const { board, clock, health, transport } = setUpBoard();
    await board.show(sampleCard({ key: "edited", title: "0" }));
    await clock.advance(5000);
    transport.fateOf = (request) => (request.kind === "post" ? { refusal: refusal(kind) } : undefined);
    await board.show(sampleCard({ key: "posted", title: "0" }));
    await clock.advance(3 * minute + 5000);
    const before = health.noted.length;
    const shown = board.show(sampleCard({ key: "edited", title: "1" }));
    const woken = board.show(sampleCard({ key: "posted", title: "1" }));
    await Promise.all([shown, woken]);
    await clock.advance(130_000);

    expect(transport.posted.get("m1")?.title).toBe("1");
    expect(health.noted.slice(before).filter((noted) => noted !== failed)).toEqual([]);
  },
);

import { expect, test } from "vitest";
import { UserFacingError } from "../../src/core/common/errors.ts";
import type { Chat } from "../../src/core/ports/chat.ts";
import { joinPlatform, type Joining } from "../../src/bot/join-platform.ts";
import { createSimulatedChat } from "../../src/simulated/chat.ts";
import { createSimulatedClock } from "../../src/simulated/clock.ts";

const away = new UserFacingError("runpod-unreachable", "It is out of reach: try again.", { retryable: true });
const wrong = new UserFacingError("discord-token", "The token is wrong: correct it.");

function prepare(failures: UserFacingError[]) {
  const clock = createSimulatedClock();
  const chats: Chat[] = [];
  const events: string[] = [];
  const note = (event: string): void => void events.push(event);
  const joining: Joining = {
    name: "Discord",
    chats,
    clock,
    log: { info: note, warn: note, error: note },
    report: note,
    async open() {
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
      return { ...createSimulatedChat(), [Symbol.asyncDispose]: async () => note("closed") };
    },
  };
  return { clock, chats, events, joining };
}

test("joinPlatform() adds the platform's chat when it can be joined", async () => {
  const { chats, events, joining } = prepare([]);

  const joined = await joinPlatform(joining);
  await joined[Symbol.asyncDispose]();

  expect(chats).toHaveLength(1);
  expect(events.at(-1)).toBe("closed");
});

test("joinPlatform() goes on trying when the platform is out of reach", async () => {
  const { clock, chats, joining } = prepare([away, away, away]);

  const joined = await joinPlatform(joining);
  const before = chats.length;
  await clock.advance(2 * 60_000);

  expect([before, chats.length]).toEqual([0, 1]);
  await joined[Symbol.asyncDispose]();
});

test("joinPlatform() throws when the platform can't be joined as it is configured", async () => {
  const { chats, joining } = prepare([wrong]);

  await expect(joinPlatform(joining)).rejects.toBe(wrong);

  expect(chats).toHaveLength(0);
});

test("joinPlatform() ends its tries when it is disposed of", async () => {
  const { clock, chats, joining } = prepare([away, away]);
  const joined = await joinPlatform(joining);

  await joined[Symbol.asyncDispose]();
  await clock.advance(5 * 60_000);

  expect(chats).toHaveLength(0);
});

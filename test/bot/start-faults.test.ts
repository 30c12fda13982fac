import { expect, test } from "vitest";
import { createStartFaults, type FaultyPart } from "../../src/bot/start-faults.ts";
import { ConfigError } from "../../src/config/read-config.ts";
import { guardianWords } from "../../src/core/words/guardian.ts";
import { slackFailures } from "../../src/core/words/slack.ts";
import { startWords } from "../../src/core/words/start.ts";
import { UserFacingError } from "../../src/core/common/errors.ts";
import { recordOnShelf } from "../../src/chat/web/card-shelf.ts";
import { createSimulatedClock } from "../../src/simulated/clock.ts";
import { createSimulatedStore } from "../../src/simulated/store.ts";
import { createTestLog } from "../support/log.ts";

const wrongs: Readonly<Record<FaultyPart, unknown>> = {
  settings: new ConfigError(["LABELPOD_IDLE has to be a time."]),
  discord: new UserFacingError("discord-token", "Discord does not know this bot token."),
  slack: slackFailures.wrongBotToken(),
  web: new UserFacingError("port-taken", startWords.portTaken(8765)),
};

function prepare() {
  const clock = createSimulatedClock();
  const { messages } = createSimulatedStore();
  const reported: string[] = [];
  async function titles(): Promise<readonly string[]> {
    await clock.settle();
    return (await messages.list("main")).map(({ value }) => value.card.title);
  }
  function start(bootId: string) {
    return createStartFaults({
      teamId: "main",
      bootId,
      messages,
      chat: { show: async (card) => void (await recordOnShelf(messages, card, clock.now())) },
      log: createTestLog(),
      report: (line) => reported.push(line),
    });
  }
  return { reported, titles, start };
}

test.each<[readonly FaultyPart[], boolean, boolean]>([
  [[], false, false],
  [[], true, false],
  [["discord"], false, true],
  [["discord"], true, false],
  [["discord", "slack"], false, true],
  [["web"], false, true],
  [["web"], true, true],
  [["settings"], false, true],
  [["settings"], true, true],
  [["settings", "discord"], true, true],
  [["web", "slack"], true, true],
])(
  "with nothing up, faults of %j where a platform has joined: %s, end a start: %s",
  (parts, isJoined, ends) => {
    const faults = prepare().start("boot");

    for (const part of parts) faults.note(part, wrongs[part]);

    expect(faults.endStart(isJoined)).toBe(ends);
  },
);

test("what a chat platform refuses is no part of the message about the start, which others tell", async () => {
  const { reported, titles, start } = prepare();
  const faults = start("boot");
  faults.note("discord", wrongs.discord);

  faults.tell();
  faults.note("slack", wrongs.slack);
  const platformsAlone = await titles();
  faults.note("web", wrongs.web);

  expect(platformsAlone).toEqual([]);
  expect(await titles()).toEqual([guardianWords.title(false)]);
  expect(reported).toEqual([expect.stringContaining("8765")]);
});

test("a life whose start is right ends the message that one before has left open", async () => {
  const { titles, start } = prepare();
  const first = start("first");
  first.note("settings", wrongs.settings);
  first.tell();
  const during = await titles();

  start("second").tell();

  expect([during, await titles()]).toEqual([[guardianWords.title(false)], [guardianWords.title(true)]]);
});

test("a life whose start is as wrong goes on with that message", async () => {
  const { titles, start } = prepare();
  for (const bootId of ["first", "second"]) {
    const faults = start(bootId);
    faults.note("settings", wrongs.settings);
    faults.tell();
    await titles();
  }

  expect(await titles()).toEqual([guardianWords.title(false)]);
});

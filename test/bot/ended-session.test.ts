import { expect, test } from "vitest";
import { createPlatformsBench, hour, minute, sample } from "./platforms-bench.ts";
import { away, wrongToken } from "./troubled-platform.ts";

test("a session that is over for good is opened again, and shows what came meanwhile", async () => {
  const { clock, discord, start, onPage } = createPlatformsBench();
  const life = start();
  await clock.advance(hour);

  discord.trouble(wrongToken);
  life.endSession("discord", wrongToken);
  await clock.advance(10 * minute);
  await life.chat.show(sample(1));
  const during = { page: await onPage("platform:"), troubles: life.reach.troubles() };
  discord.trouble(undefined);
  await clock.advance(10 * minute);

  expect(during.page).toEqual([expect.stringContaining("cut off from Discord")]);
  expect(during.troubles.map(({ part }) => part)).toEqual(["cards", "commands"]);
  expect(life.reach.troubles()).toEqual([]);
  expect(discord.texts().join("\n")).toContain("card 1");
});

test("sessions that end at once are opened every five minutes, not faster", async () => {
  const { clock, start } = createPlatformsBench();
  const life = start();
  await clock.advance(1000);

  for (let seconds = 0; seconds < 3600; seconds += 10) {
    life.endSession("discord", away);
    await clock.advance(10_000);
  }

  expect(life.reported.filter((line) => line === "connected to Discord").length).toBeLessThanOrEqual(13);
});

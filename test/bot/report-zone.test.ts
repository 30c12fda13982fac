import { expect, test } from "vitest";
import { readConfig } from "../../src/config/read-config.ts";
import { settingsId } from "../../src/core/idle/pod-policy.ts";
import { startWords } from "../../src/core/words/start.ts";
import { createSimulatedStore } from "../../src/simulated/store.ts";
import { reportZone } from "../../src/bot/report-zone.ts";

type Zones = {
  readonly set?: Readonly<Record<string, string>>;
  readonly machine?: string;
  readonly team?: string;
};

/** What is said at a start. */
async function reported({ set = {}, machine = "UTC", team }: Zones): Promise<readonly string[]> {
  const read = readConfig(set);
  const timeZone = set["LABELPOD_TIMEZONE"] === undefined ? machine : read.settings.timeZone;
  const config = { ...read, settings: { ...read.settings, timeZone } };
  const { settings } = createSimulatedStore();
  if (team !== undefined) await settings.create(config.teamId, settingsId, { timeZone: team });
  const lines: string[] = [];
  await reportZone({ config, settings, report: (line) => lines.push(line) });
  return lines;
}

test("reportZone() says that the zone is UTC when nobody has chosen one", async () => {
  expect(await reported({})).toEqual([startWords.zoneIsUtc()]);
  expect(await reported({ set: { LABELPOD_TIMEZONE: "", TZ: "" } })).toEqual([startWords.zoneIsUtc()]);
});

test.each<[string, Zones]>([
  ["the setting chooses UTC", { set: { LABELPOD_TIMEZONE: "UTC" } }],
  ["the setting chooses another", { set: { LABELPOD_TIMEZONE: "Europe/Berlin" } }],
  ["the environment chooses UTC", { set: { TZ: "UTC" } }],
  ["the machine has another", { machine: "Europe/Berlin" }],
  ["the team has chosen one", { team: "UTC" }],
])("reportZone() says nothing when %s", async (_, zones) => {
  expect(await reported(zones)).toEqual([]);
});

async function get(): Promise<never> {
  throw new Error("away");
}

test("reportZone() fails at nothing when Redis is away", async () => {
  const read = readConfig({});
  const config = { ...read, settings: { ...read.settings, timeZone: "UTC" } };
  const lines: string[] = [];

  await reportZone({ config, settings: { get }, report: (line) => lines.push(line) });

  expect(lines).toEqual([startWords.zoneIsUtc()]);
});

import { expect, test } from "vitest";
import { defaultSettings } from "../../../src/core/records/settings.ts";
import { costSummary } from "../../../src/core/money/cost-summary.ts";
import type { LedgerEntry } from "../../../src/core/records/ledger.ts";
import { readBooks, spentThisMonth } from "../../../src/core/money/check-budget.ts";
import { plain } from "../../../src/core/records/text.ts";
import { createSimulatedStore } from "../../../src/simulated/store.ts";

const hour = 3_600_000;
/** In Auckland it is February from 11:00 of this day on, by UTC. */
const lastDayMs = Date.UTC(2026, 0, 31);
const nowMs = lastDayMs + 12 * hour;

const entry: LedgerEntry = {
  podId: "k1",
  run: 1,
  kind: "up",
  provider: "memory",
  providerPodId: "p1",
  person: { platform: "web", id: "ada", name: "Ada" },
  fromMs: lastDayMs + 9 * hour,
  toMs: lastDayMs + 11.5 * hour,
  machineUsdPerHour: 1,
  diskUsdPerHour: 0,
};

async function storeOf(...entries: readonly LedgerEntry[]): Promise<ReturnType<typeof createSimulatedStore>> {
  const store = createSimulatedStore();
  for (const [index, one] of entries.entries()) await store.ledger.create("main", `e${index}`, one);
  return store;
}

test.each([
  ["UTC", 2.5],
  ["Pacific/Auckland", 0.5],
])("a month, and so its budget, goes by the clocks of the team: %s", async (timeZone, usd) => {
  const store = await storeOf(entry);

  expect(await spentThisMonth({ store }, { teamId: "main", timeZone, nowMs })).toBeCloseTo(usd);
});

test.each([
  ["UTC", "Today: $2.50", "up 2 h 30 min"],
  ["Pacific/Auckland", "Today: $0.50", "up 30 min"],
])("/cost goes by the clocks of the team: %s", async (timeZone, today, up) => {
  const store = await storeOf(entry);
  const settings = { ...defaultSettings, timeZone };

  const { fields } = costSummary({
    books: await readBooks({ store }, "main"),
    pods: [],
    pod: undefined,
    account: undefined,
    isFree: false,
    settings,
    nowMs,
  });

  const text = fields.map(({ name, value }) => `${name}: ${plain(value, String)}`).join("\n");
  expect(text).toContain(today);
  expect(text).toContain(up);
});

import { describe, expect, onTestFinished, test } from "vitest";
import { ConflictError } from "../../src/core/common/errors.ts";
import type { Slot, Store } from "../../src/core/ports/store.ts";
import { put, update } from "../../src/core/ports/store.ts";
import { describeOpen } from "./open-records.ts";

/** A store that nobody wrote to yet, and a second one on the same records, as another process has it. */
export type StoreSubject = AsyncDisposable & { readonly store: Store; readonly other: Store };

const first: Slot = { holderId: "first" };
const second: Slot = { holderId: "second" };

/** What every store does; `makeSubject` is called for each test. */
export function describeStoreContract(name: string, makeSubject: () => Promise<StoreSubject>): void {
  async function open(): Promise<StoreSubject> {
    const subject = await makeSubject();
    onTestFinished(async () => subject[Symbol.asyncDispose]());
    return subject;
  }

  describe(`${name} keeps records`, () => {
    describeRecords(open);
  });
  describe(`${name} lets one writer win`, () => {
    describeWriters(open);
  });
  describe(`${name} keeps names apart`, () => {
    describeNames(open);
  });
  describe(`${name} finds what is open`, () => {
    describeOpen(open);
  });
}

export type Open = () => Promise<StoreSubject>;

function describeRecords(open: Open): void {
  test("get() gives undefined when there is none", async () => {
    const { store } = await open();
    expect(await store.slots.get("team", "pod")).toBeUndefined();
  });

  test("get() gives what create() stored", async () => {
    const { store, other } = await open();
    const created = await store.slots.create("team", "pod", first);
    expect(await other.slots.get("team", "pod")).toEqual(created);
    expect(created).toMatchObject({ teamId: "team", id: "pod", value: first });
  });

  test.each(["Zoë 🫀 \u0000\u001f\u2028 \"'\\", "", "123", '{"revision":7}', "\ud800"])(
    "get() gives the text %j as it was",
    async (text) => {
      const { store } = await open();
      await store.slots.create("team", "pod", { holderId: text });
      expect((await store.slots.get("team", "pod"))?.value).toEqual({ holderId: text });
    },
  );

  test("get() gives a value that nobody can change from outside", async () => {
    const { store } = await open();
    const value = { holderId: "before" };
    const created = await store.slots.create("team", "pod", value);
    value.holderId = "after";
    expect((await store.slots.get("team", "pod"))?.value).toEqual({ holderId: "before" });
    expect((await store.slots.get("team", "pod"))?.value).not.toBe(created.value);
  });

  test("remove() leaves nothing", async () => {
    const { store } = await open();
    await store.slots.remove(await store.slots.create("team", "pod", first));
    expect(await store.slots.get("team", "pod")).toBeUndefined();
    expect(await store.slots.list()).toEqual([]);
  });

  test("list() gives one team's records, or all", async () => {
    const { store } = await open();
    const one = await store.slots.create("one", "pod", first);
    const two = await store.slots.create("two", "pod", second);
    const more = await store.slots.create("two", "training", second);
    expect(sorted(await store.slots.list("two"))).toEqual([two, more]);
    expect(sorted(await store.slots.list())).toEqual([one, two, more]);
    expect(await store.slots.list("three")).toEqual([]);
  });

  test("a kind knows nothing of another kind's records", async () => {
    const { store } = await open();
    await store.slots.create("team", "pod", first);
    expect(await store.confirmations.list()).toEqual([]);
    expect(await store.confirmations.get("team", "pod")).toBeUndefined();
  });
}

function describeWriters(open: Open): void {
  test("create() throws ConflictError when there is one", async () => {
    const { store, other } = await open();
    await store.slots.create("team", "pod", first);
    await expect(other.slots.create("team", "pod", second)).rejects.toThrow(ConflictError);
    expect((await store.slots.get("team", "pod"))?.value).toEqual(first);
  });

  test("create() by twenty at once succeeds for one", async () => {
    const { store, other } = await open();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, async (_, index) =>
        (index % 2 === 0 ? store : other).slots.create("team", "pod", { holderId: String(index) }),
      ),
    );
    const winners = outcomes.filter((outcome) => outcome.status === "fulfilled");
    expect(winners).toHaveLength(1);
    expect(await store.slots.get("team", "pod")).toEqual(winners[0]?.value);
  });

  test("replace() by two with the same revision succeeds for one", async () => {
    const { store, other } = await open();
    const stored = await store.slots.create("team", "pod", first);
    const outcomes = await Promise.allSettled([
      store.slots.replace(stored, { holderId: "here" }),
      other.slots.replace(stored, { holderId: "there" }),
    ]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(outcomes.find(({ status }) => status === "rejected")).toHaveProperty(
      "reason",
      expect.any(ConflictError),
    );
  });

  test("replace() and remove() throw ConflictError with an old revision", async () => {
    const { store } = await open();
    const old = await store.slots.create("team", "pod", first);
    const current = await store.slots.replace(old, second);
    await expect(store.slots.replace(old, first)).rejects.toThrow(ConflictError);
    await expect(store.slots.remove(old)).rejects.toThrow(ConflictError);
    expect(await store.slots.get("team", "pod")).toEqual(current);
  });

  test("replace() throws ConflictError when the record was removed and made anew", async () => {
    const { store, other } = await open();
    const old = await store.slots.create("team", "pod", first);
    await other.slots.remove(old);
    await expect(store.slots.replace(old, first)).rejects.toThrow(ConflictError);
    await other.slots.create("team", "pod", second);
    await expect(store.slots.replace(old, first)).rejects.toThrow(ConflictError);
    await expect(store.slots.remove(old)).rejects.toThrow(ConflictError);
  });

  test("update() says whether it has written, and leaves a value that is given back as it is", async () => {
    const { store } = await open();
    const where = { teamId: "team", id: "pod" } as const;
    const missing = await update(store.slots, where, () => ({ holderId: "a" }));
    const created = await put(store.slots, where, () => ({ holderId: "a" }));
    const left = await update(store.slots, where, () => undefined);
    const same = await update(store.slots, where, (slot) => slot);
    const changed = await update(store.slots, where, () => ({ holderId: "b" }));

    const seen = [missing, created, left, same, changed];
    expect(seen.map((stored) => stored && [stored.value.holderId, stored.isChanged])).toEqual([
      undefined,
      ["a", true],
      ["a", false],
      ["a", false],
      ["b", true],
    ]);
    expect([left?.revision, same?.revision]).toEqual([created?.revision, created?.revision]);
  });

  test("update() by five at once loses no change", async () => {
    const { store, other } = await open();
    await store.slots.create("team", "pod", { holderId: "" });
    const changes = ["a", "b", "c", "d", "e"].map(async (letter, index) =>
      update((index % 2 === 0 ? store : other).slots, { teamId: "team", id: "pod" }, ({ holderId }) => ({
        holderId: holderId + letter,
      })),
    );
    await Promise.all(changes);
    const letters = (await store.slots.get("team", "pod"))?.value.holderId ?? "";
    expect([...letters].toSorted()).toEqual(["a", "b", "c", "d", "e"]);
  });
}

const oddNames = [
  "a:b",
  "a",
  "b",
  ":",
  "*",
  "#",
  "a b",
  "a/b",
  "A",
  "é",
  "e\u0301",
  "__proto__",
  "constructor",
  "7",
  "07",
  "\n",
  "🫀",
];

function describeNames(open: Open): void {
  test("odd names of teams and records never meet", async () => {
    const { store } = await open();
    const names = oddNames.flatMap((teamId) => oddNames.map((id) => ({ teamId, id })));
    await Promise.all(
      names.map(async ({ teamId, id }) => store.slots.create(teamId, id, { holderId: `${teamId}|${id}` })),
    );
    const listed = await store.slots.list();
    expect(listed).toHaveLength(names.length);
    expect(listed.every(({ teamId, id, value }) => value.holderId === `${teamId}|${id}`)).toBe(true);
    expect(await store.slots.list("__proto__")).toHaveLength(oddNames.length);
  });

  test.each(["", "\ud800", "a\udc00"])("create() refuses the name %j", async (name) => {
    const { store } = await open();
    await expect(store.slots.create(name, "pod", first)).rejects.toThrow(TypeError);
    await expect(store.slots.create("team", name, first)).rejects.toThrow(TypeError);
  });
}

function sorted<T extends { readonly teamId: string; readonly id: string }>(records: readonly T[]): T[] {
  return records.toSorted((a, b) => `${a.teamId}/${a.id}`.localeCompare(`${b.teamId}/${b.id}`));
}

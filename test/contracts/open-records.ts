import { expect, test } from "vitest";
import { ConflictError } from "../../src/core/common/errors.ts";
import { readAll, type Stored } from "../../src/core/ports/collection.ts";
import type { Training } from "../../src/core/records/training.ts";
import { askedTraining, runningTraining, settledTraining } from "../support/asked-training.ts";
import type { Open } from "./store.ts";

/** Of a kind whose records end; trainings stand for it. */
export function describeOpen(open: Open): void {
  test("listOpen() gives one team's open records, or all, as another process sees them", async () => {
    const { store, other } = await open();
    const one = await store.trainings.create("one", "a", askedTraining("a"));
    const two = await store.trainings.create("two", "b", askedTraining("b"));
    await store.trainings.create("one", "c", settledTraining("c"));
    await store.trainings.create("three", "d", settledTraining("d"));

    expect(idsOf(await other.trainings.listOpen())).toEqual(["one/a", "two/b"]);
    expect(await other.trainings.listOpen("one")).toEqual([one]);
    expect(await other.trainings.listOpen("two")).toEqual([two]);
    expect(await other.trainings.listOpen("three")).toEqual([]);
    expect(await other.trainings.listOpen("four")).toEqual([]);
  });

  test("listOpen() follows each change of a record, up to its removal", async () => {
    const { store } = await open();
    const { trainings } = store;
    const asked = await trainings.create("team", "a", askedTraining("a"));
    const running = await trainings.replace(asked, runningTraining("a"));
    expect(await trainings.listOpen()).toEqual([running]);
    const ended = await trainings.replace(running, settledTraining("a"));
    expect(await trainings.listOpen()).toEqual([]);
    const again = await trainings.replace(ended, askedTraining("a"));
    expect(await trainings.listOpen("team")).toEqual([again]);
    await trainings.remove(again);
    expect(await trainings.listOpen()).toEqual([]);
    await trainings.create("team", "a", askedTraining("a"));
    expect(idsOf(await trainings.listOpen())).toEqual(["team/a"]);
  });

  test("listOpen() knows nothing of a change that was refused", async () => {
    const { store, other } = await open();
    const { trainings } = store;
    const old = await trainings.create("team", "a", askedTraining("a"));
    await other.trainings.replace(old, runningTraining("a"));

    await expect(trainings.replace(old, settledTraining("a"))).rejects.toThrow(ConflictError);
    await expect(trainings.remove(old)).rejects.toThrow(ConflictError);
    await expect(trainings.create("team", "a", settledTraining("a"))).rejects.toThrow(ConflictError);

    expect((await trainings.listOpen()).map(({ value }) => value.state)).toEqual(["running"]);
  });

  test("listOpen() keeps odd names apart", async () => {
    const { store } = await open();
    const names = ["a", "a:b", "!open:a", "#", "__proto__", "7", " "];
    for (const teamId of names)
      for (const id of names) await store.trainings.create(teamId, id, askedTraining(id));
    await store.trainings.create("b", "closed", settledTraining("closed"));

    expect(await store.trainings.listOpen()).toHaveLength(names.length ** 2);
    for (const teamId of names)
      expect(idsOf(await store.trainings.listOpen(teamId))).toEqual(
        names.map((id) => `${teamId}/${id}`).toSorted(),
      );
  });

  test("page() gives all records of all teams some hundred at a time, also while they are removed", async () => {
    const { store } = await open();
    const { trainings } = store;
    const wanted = ["one", "two", "three"].flatMap((teamId) =>
      Array.from({ length: 450 }, (_, index) => ({ teamId, id: `t${index}` })),
    );
    await Promise.all(
      wanted.map(async ({ teamId, id }) => trainings.create(teamId, id, settledTraining(id))),
    );
    const { records, next } = await trainings.page();
    expect(records.length).toBeLessThan(wanted.length);
    expect(next).toBeDefined();

    const found: Stored<Training>[] = [];
    for await (const stored of readAll(trainings)) {
      found.push(stored);
      await trainings.remove(stored);
    }

    expect(idsOf(found)).toEqual(wanted.map(({ teamId, id }) => `${teamId}/${id}`).toSorted());
    expect(await trainings.list()).toEqual([]);
    expect(await trainings.page()).toEqual({ records: [] });
  });
}

function idsOf(records: readonly { readonly teamId: string; readonly id: string }[]): readonly string[] {
  return records.map(({ teamId, id }) => `${teamId}/${id}`).toSorted();
}

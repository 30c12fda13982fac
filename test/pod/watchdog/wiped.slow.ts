import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";
import { about, isKnown } from "./lease-bench.ts";
import {
  abandoned,
  attended,
  createWatchdogBench,
  notesOf,
  patience,
  podId,
  type Terms,
  type WatchdogBench,
} from "./watchdog-bench.ts";

/** What RunPod's create call brings. */
const first: Terms = { leaseS: 1800, idleS: 4500, keepS: 0, limitS: 43_200 };

/** A pod with a volume, as each has that labelpod rents. */
async function volumeBench(): Promise<WatchdogBench & { readonly copy: string }> {
  const bench = await createWatchdogBench();
  const workspace = path.dirname(bench.home);
  mkdirSync(workspace, { recursive: true });
  return { ...bench, copy: path.join(workspace, `.labelpod-watchdog-${podId}.json`) };
}

/** As a container that crashed: nothing but its volume is there afterwards. */
async function wipe(bench: WatchdogBench, child: { end(): Promise<void> }): Promise<void> {
  await child.end();
  const folder = path.dirname(bench.leaseFile);
  for (const name of readdirSync(folder)) rmSync(path.join(folder, name), { recursive: true });
}

it("a container that loses its disk again and again gets no new time by it", async () => {
  await using bench = await volumeBench();
  let child = bench.start({ ...first, leaseS: 100, limitS: 2000 });
  await isKnown(bench, { ...first, leaseS: 100, limitS: 2000 });
  bench.renew({ ...attended, leaseS: 900, limitS: 1200 });
  await isKnown(bench, { ...attended, leaseS: 900, limitS: 1200 });

  for (let crash = 0; crash < 5; crash += 1) {
    await wipe(bench, child);
    age(bench.copy, 250);
    child = bench.start({ ...first, leaseS: 100, limitS: 2000 });
    await expect.poll(() => notesOf(bench), patience).toContain("began wiped");
    await expect.poll(() => ageOf(bench.copy), patience).toBeLessThan(200);
  }

  await expect.poll(() => notesOf(bench), patience).toContain("stop limit");
});

it("what its people were promised outlives the disk as well", async () => {
  await using bench = await volumeBench();
  const child = bench.start(first);
  await isKnown(bench, first);
  bench.renew({ ...attended, leaseS: 2000, keepS: 3000, idleS: 700 });
  await isKnown(bench, { ...attended, leaseS: 2000, keepS: 3000, idleS: 700 });

  await wipe(bench, child);
  bench.start(first);

  await isKnown(bench, { ...attended, leaseS: 2000, keepS: 3000, idleS: 700 });
  expect(notesOf(bench)).toEqual(["began wiped"]);
});

it("what lies on the volume stops no pod at once that was stopped and is started again", async () => {
  await using bench = await volumeBench();
  const child = bench.start({ ...abandoned, limitS: 0 });
  await expect.poll(() => bench.runpod.ways().length, patience).toBeGreaterThan(0);
  await expect.poll(() => existsSync(bench.copy), patience).toBe(true);
  await wipe(bench, child);

  bench.start(first);

  await isKnown(bench, { ...first, limitS: 1800, idleS: 0 });
  expect(notesOf(bench)).toEqual(["began wiped"]);
});

it("a pod that begins hours later begins afresh, and so does another pod on the same volume", async () => {
  await using bench = await volumeBench();
  const child = bench.start(attended);
  await expect.poll(() => existsSync(bench.copy), patience).toBe(true);
  await wipe(bench, child);
  age(bench.copy, 700);

  const later = bench.start(first);
  await isKnown(bench, first);
  await wipe(bench, later);
  renameSync(bench.copy, bench.copy.replace(podId, "anotherpod"));
  bench.start(first);
  await isKnown(bench, first);

  expect(notesOf(bench)).toEqual(["began afresh"]);
});

it("a volume that takes nothing keeps the watchdog from nothing", async () => {
  await using bench = await volumeBench();
  mkdirSync(bench.copy);

  bench.start(first);

  await isKnown(bench, first);
  expect(bench.state()?.leaseLeftS).toSatisfy(about(first.leaseS));
});

const savedSchema = z.looseObject({ atEpochS: z.number() });

function readSaved(file: string): z.infer<typeof savedSchema> {
  return savedSchema.parse(JSON.parse(readFileSync(file, "utf8")));
}

function ageOf(file: string): number {
  return Date.now() / 1000 - readSaved(file).atEpochS;
}

/** As if it had been written so much earlier. */
function age(file: string, seconds: number): void {
  const saved = readSaved(file);
  writeFileSync(file, JSON.stringify({ ...saved, atEpochS: saved.atEpochS - seconds }));
}

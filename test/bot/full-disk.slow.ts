import { expect, onTestFinished, test } from "vitest";
import { diskWords } from "../../src/core/words/disk.ts";
import { canMount, mountForRedis } from "../support/small-disk.ts";
import { openGuardianBench } from "./guardian-bench.ts";

test.runIf(canMount)(
  "a bot whose disk is full goes on, stops its pod, and says so; the next one starts on a full disk",
  async () => {
    const disk = await mountForRedis();
    onTestFinished(() => disk[Symbol.dispose]());
    await using bench = await openGuardianBench(disk.folder);
    const life = await bench.start();
    await bench.give(life, "pod up");
    await expect.poll(() => bench.runpod.billing()).toHaveLength(1);

    disk.fill();
    await expect.poll(() => life.cards(diskWords.title(true)), { timeout: 30_000 }).toHaveLength(1);
    await life[Symbol.asyncDispose]();
    await using next = await bench.start();
    await bench.give(next, "pod down");
    await expect.poll(() => bench.runpod.running(), { timeout: 30_000 }).toEqual([]);
    await expect
      .poll(async () => (await next.app.store.pods.list()).map(({ value }) => value.phase), {
        timeout: 30_000,
      })
      .toEqual(["stopped"]);
    disk.makeRoom();
    await expect.poll(() => next.cards(diskWords.title(false)), { timeout: 40_000 }).toHaveLength(1);
  },
  180_000,
);

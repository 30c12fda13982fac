import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { isDiskFull, readFreeGib } from "../../src/setup/disk.ts";

it("readFreeGib() agrees with df", async () => {
  const output = execFileSync("df", ["-Pk", tmpdir()], { encoding: "utf8" });
  const freeKib = Number(output.trim().split("\n").at(-1)?.split(/\s+/)[3]);

  const freeGib = await readFreeGib(tmpdir());

  // Others write to the same disk meanwhile.
  expect(Math.abs(freeGib - freeKib / 2 ** 20)).toBeLessThan(1);
});

it.runIf(process.platform === "linux")("isDiskFull() knows what a write on a full disk throws", async () => {
  const error: unknown = await writeFile("/dev/full", "text").catch((thrown: unknown) => thrown);

  expect(error).toBeInstanceOf(Error);
  expect(isDiskFull(error)).toBe(true);
});

it("isDiskFull() knows what SQLite throws when it can't grow", () => {
  using database = new DatabaseSync(":memory:");
  database.exec("PRAGMA max_page_count = 1");

  const error: unknown = thrownBy(() => database.exec("CREATE TABLE a (b)"));

  expect(error).toBeInstanceOf(Error);
  expect(isDiskFull(error)).toBe(true);
});

it("isDiskFull() takes nothing else for it", async () => {
  const error: unknown = await writeFile("/nowhere/file", "text").catch((thrown: unknown) => thrown);

  expect([isDiskFull(error), isDiskFull("ENOSPC")]).toEqual([false, false]);
});

function thrownBy(act: () => void): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}

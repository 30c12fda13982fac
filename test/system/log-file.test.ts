import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, unlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createLog } from "../../src/system/log.ts";
import { createLogFile } from "../../src/system/log-file.ts";

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "labelpod-log-"));
  onTestFinished(async () => {
    await rm(folder, { recursive: true, force: true });
  });
  return folder;
}

function numbered(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `line ${String(index).padStart(4, "0")}\n`);
}

test("a log file is for its owner alone, and goes on with what an earlier life wrote", async () => {
  const file = path.join(await makeFolder(), "labelpod.log");

  createLogFile({ file }).write("one\n");
  createLogFile({ file }).write("two\n");

  expect(await readFile(file, "utf8")).toBe("one\ntwo\n");
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test("a log is at most so many files of at most so many bytes, with the newest lines in order", async () => {
  const folder = await makeFolder();
  const file = path.join(folder, "labelpod.log");
  const log = createLogFile({ file, maxBytes: 100, maxFiles: 3 });
  const lines = numbered(100);

  for (const line of lines) log.write(line);

  const names = (await readdir(folder)).toSorted();
  const texts = await Promise.all(
    ["labelpod.log.2", "labelpod.log.1", "labelpod.log"].map(async (name) =>
      readFile(path.join(folder, name), "utf8"),
    ),
  );
  const modes = await Promise.all(
    names.map(async (name) => (await stat(path.join(folder, name))).mode & 0o777),
  );
  expect(names).toEqual(["labelpod.log", "labelpod.log.1", "labelpod.log.2"]);
  expect(modes).toEqual([0o600, 0o600, 0o600]);
  expect(Math.max(...texts.map((text) => text.length))).toBeLessThanOrEqual(100);
  expect(lines.join("").endsWith(texts.join(""))).toBe(true);
  expect(texts.join("").length).toBeGreaterThan(200);
});

test("a line that is longer than a file is written all the same", async () => {
  const file = path.join(await makeFolder(), "labelpod.log");
  const log = createLogFile({ file, maxBytes: 10, maxFiles: 2 });

  log.write("a long line of a stack\n");
  log.write("short\n");

  expect(await readFile(file, "utf8")).toBe("short\n");
  expect(await readFile(`${file}.1`, "utf8")).toBe("a long line of a stack\n");
});

test("a log that was moved away or deleted is made again with the next line", async () => {
  const file = path.join(await makeFolder(), "labelpod.log");
  const log = createLog({ level: "info", destination: createLogFile({ file }) });

  log.info("one");
  await rename(file, `${file}.moved`);
  log.info("two");
  const second = await readFile(file, "utf8");
  await unlink(file);
  log.info("three");

  expect(await readFile(`${file}.moved`, "utf8")).toContain('"msg":"one"');
  expect(second).toContain('"msg":"two"');
  expect(await readFile(file, "utf8")).toContain('"msg":"three"');
});

test("a line that can't be written ends nothing, and the next one says how many were lost", async () => {
  const folder = path.join(await makeFolder(), "gone");
  const file = path.join(folder, "labelpod.log");
  const log = createLog({ level: "info", destination: createLogFile({ file }) });

  log.info("one");
  log.info("two");
  await mkdir(folder);
  log.info("three");
  log.info("four");

  const lines = (await readFile(file, "utf8")).trimEnd().split("\n");
  expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
    { level: 40, lost: 2, msg: "lines of the log were lost" },
    expect.objectContaining({ msg: "three" }),
    expect.objectContaining({ msg: "four" }),
  ]);
});

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { lockHome } from "../../src/setup/lock.ts";

const module = path.resolve(import.meta.dirname, "../../src/setup/lock.ts");

let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "labelpod-lock-"));
});
afterEach(() => rm(folder, { recursive: true }));

type Contender = { readonly outcome: string; readonly kill: () => Promise<void> };

/** A process that tries to take the lock, says how that went, and stays until it is killed. */
async function startContender(): Promise<Contender> {
  const script = `const { lockHome } = await import(process.argv[1]);
    setInterval(() => {}, 1000);
    try { lockHome(process.argv[2]); console.log("locked"); } catch (error) { console.log(error.code); }`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script, module, folder]);
  const [data]: Buffer[] = await once(child.stdout, "data");
  return {
    outcome: String(data).trim(),
    async kill() {
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}

it("refuses a second bot while the first lives, also in one process, and lets it in afterwards", () => {
  const first = lockHome(folder);
  const attempt = (): Disposable => lockHome(folder);

  expect(attempt).toThrow(expect.objectContaining({ name: "UserFacingError", code: "already-runs" }));
  expect(attempt).toThrow(expect.objectContaining({ code: "already-runs" }));
  first[Symbol.dispose]();
  using second = lockHome(folder);

  expect(second).toBeDefined();
});

it("lets one of several processes in, and the next at once when that was killed", async () => {
  const contenders = await Promise.all([1, 2, 3].map(startContender));
  const outcomes = contenders.map((contender) => contender.outcome).toSorted();

  await Promise.all(contenders.map((contender) => contender.kill()));
  using lock = lockHome(folder);

  expect(outcomes).toEqual(["already-runs", "already-runs", "locked"]);
  expect(lock).toBeDefined();
});

it("says that the lock file is not its own", async () => {
  await writeFile(path.join(folder, "lock"), "something else entirely ".repeat(50));

  expect(() => lockHome(folder)).toThrow(expect.objectContaining({ code: "broken-file" }));
});

import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openSshKey } from "../../src/setup/ssh-key.ts";
import { generateKeyPair } from "../../src/ssh/key-pair.ts";

let folder = "";
const generate = (): ReturnType<typeof generateKeyPair> => generateKeyPair("labelpod");

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "labelpod-key-"));
});
afterEach(() => rm(folder, { recursive: true }));

it("makes the pair once and keeps it for the owner alone", async () => {
  const first = await openSshKey(folder, generate);

  expect(await openSshKey(folder, generate)).toEqual(first);
  expect((await stat(path.join(folder, "ssh-key"))).mode & 0o777).toBe(0o600);
});

it("makes another pair when only the public half was written", async () => {
  await openSshKey(folder, generate);
  await rm(path.join(folder, "ssh-key"));

  const second = await openSshKey(folder, generate);

  expect(await openSshKey(folder, generate)).toEqual(second);
});

it("says that the public half is missing", async () => {
  await openSshKey(folder, generate);
  await rm(path.join(folder, "ssh-key.pub"));

  await expect(openSshKey(folder, generate)).rejects.toMatchObject({ code: "broken-file" });
});

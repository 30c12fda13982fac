import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openHome } from "../../src/setup/home.ts";

let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "labelpod-home-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function modeOf(file: string): Promise<number> {
  return (await stat(file)).mode & 0o777;
}

it("makes the folder and its files for the owner alone", async () => {
  const home = path.join(folder, "new", "home");

  const opened = await openHome(home);

  expect(opened.folder).toBe(home);
  expect(opened.instanceId).toMatch(/^[a-z0-9]{6}$/);
  expect(Buffer.from(opened.webToken, "base64url")).toHaveLength(32);
  expect(Buffer.from(opened.gateSecret, "base64url")).toHaveLength(32);
  expect(await modeOf(home)).toBe(0o700);
  expect(await modeOf(path.join(home, "instance"))).toBe(0o600);
  expect(await modeOf(path.join(home, "web-token"))).toBe(0o600);
  expect(await modeOf(path.join(home, "gate-secret"))).toBe(0o600);
});

it("keeps the id, the token and the secret, also when it is opened twice at once", async () => {
  const [first, second] = await Promise.all([openHome(folder), openHome(folder)]);

  expect(second).toEqual(first);
  expect(await openHome(folder)).toEqual(first);
});

it("gives another id, token and secret in another folder", async () => {
  const first = await openHome(path.join(folder, "first"));
  const second = await openHome(path.join(folder, "second"));

  expect(second.instanceId).not.toBe(first.instanceId);
  expect(second.webToken).not.toBe(first.webToken);
  expect(second.gateSecret).not.toBe(first.gateSecret);
});

it.each([0o777, 0o770, 0o702])("refuses a folder that others can write to (mode %o)", async (mode) => {
  const home = path.join(folder, "home");
  await mkdir(home);
  await chmod(home, mode);

  await expect(openHome(home)).rejects.toMatchObject({ name: "UserFacingError", code: "home-not-private" });
});

it.each([0o755, 0o750, 0o711])("closes a folder that others can read or enter (mode %o)", async (mode) => {
  const home = path.join(folder, "home");
  await mkdir(home);
  await chmod(home, mode);

  await openHome(home);

  expect(await modeOf(home)).toBe(0o700);
});

it("says that a file stands where the folder should be", async () => {
  const home = path.join(folder, "file");
  await writeFile(home, "");

  await expect(openHome(home)).rejects.toMatchObject({ code: "home-not-made" });
});

it.each(["", "ABCDEF", "abc", "abcdefg", "../abc"])(
  "refuses the instance id %j and leaves it",
  async (id) => {
    await writeFile(path.join(folder, "instance"), id);

    await expect(openHome(folder)).rejects.toMatchObject({ code: "broken-file" });
    expect(await readFile(path.join(folder, "instance"), "utf8")).toBe(id);
  },
);

it.each(["web-token", "gate-secret"])("refuses an empty %s", async (name) => {
  await writeFile(path.join(folder, name), "");

  await expect(openHome(folder)).rejects.toMatchObject({ code: "broken-file" });
});

import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { toCommandLine } from "../../src/ssh/command-line.ts";
import { admitCommand } from "../../src/ssh/people-keys.ts";

const ada = "ssh-ed25519 AAAAada";
const bob = "ssh-ed25519 AAAAbob";
const bot = "ssh-ed25519 AAAAbot labelpod-test01";

let home = "";
let file = "";

beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), "labelpod-home-"));
  file = path.join(home, ".ssh/authorized_keys");
});
afterEach(() => {
  rmSync(home, { recursive: true });
});

function admit(...keys: readonly string[]): void {
  const line = toCommandLine(admitCommand(keys));
  execFileSync("sh", ["-c", line], { env: { ...process.env, HOME: home } });
}

function write(content: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content, { mode: 0o644 });
}

it("puts people's keys below the others, for root's eyes alone, and leaves nothing else", () => {
  write(`${bot}\n`);

  admit(ada, bob);

  expect(readFileSync(file, "utf8")).toBe(`${bot}\n${ada} labelpod-person\n${bob} labelpod-person\n`);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(path.dirname(file))).toEqual(["authorized_keys"]);
});

it("changes nothing when it is done again, and takes off who is not named any more", () => {
  write(`${bot}\n`);
  admit(ada, bob);
  chmodSync(file, 0o644);
  const { ino } = statSync(file);

  admit(ada, bob);
  const again = statSync(file);
  admit(bob);
  const without = readFileSync(file, "utf8");
  admit();

  expect(again).toMatchObject({ ino });
  expect(again.mode & 0o777).toBe(0o600);
  expect(without).toBe(`${bot}\n${bob} labelpod-person\n`);
  expect(readFileSync(file, "utf8")).toBe(`${bot}\n`);
});

it("keeps the last line whole that was written without an end", () => {
  write(bot);

  admit(ada);

  expect(readFileSync(file, "utf8")).toBe(`${bot}\n${ada} labelpod-person\n`);
});

it("makes folder and file where there are none", () => {
  admit(ada);

  expect(readFileSync(file, "utf8")).toBe(`${ada} labelpod-person\n`);
  expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
});

it("fails, and touches nothing, where the file can't be read as one", () => {
  mkdirSync(file, { recursive: true });
  const line = toCommandLine(admitCommand([ada]));

  const { status } = spawnSync("sh", ["-c", line], { env: { ...process.env, HOME: home } });

  expect(status).not.toBe(0);
  expect(readdirSync(path.dirname(file))).toEqual(["authorized_keys"]);
  expect(readdirSync(file)).toEqual([]);
});

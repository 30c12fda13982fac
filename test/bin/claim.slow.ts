import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { makeFakeProject, type FakeProject, type Started } from "./fake-project.ts";

let project: FakeProject;

beforeEach(() => {
  project = makeFakeProject();
});

afterEach(() => {
  project[Symbol.dispose]();
});

/** A start whose npm waits until the gate is open, looked at once that npm runs. */
async function startHeldBack(): Promise<Started> {
  const started = project.start(["src/hello.ts"], { FAKE_NPM_GATE: path.join(project.root, "gate") });
  await expect.poll(() => project.npmCalls()).toHaveLength(1);
  return started;
}

function openGate(): void {
  project.write("gate", "");
}

async function untilItWaits(started: Started): Promise<void> {
  await expect
    .poll(() => started.said())
    .toMatch(/^labelpod: process \d+ is installing packages here: waiting until it is done …\n$/);
}

function installsOf(calls: readonly string[]): readonly string[] {
  return calls.map((call) => call.split(" ", 2).join(" "));
}

/** Before the first link of its process other starts run: some to their end, the last one up to its npm, which is held back. */
const OVERTAKEN = `
const fs = require("node:fs");
const { spawn, spawnSync } = require("node:child_process");
delete process.env.NODE_OPTIONS;
const link = fs.linkSync;
fs.linkSync = (from, to) => {
  fs.linkSync = link;
  for (const target of process.env.FINISHED.split(" ").filter(Boolean)) spawnSync(process.execPath, ["bin/launch.cjs", target]);
  const env = { ...process.env, FAKE_NPM_GATE: process.env.GATE };
  spawn(process.execPath, ["bin/launch.cjs", "tester"], { env, stdio: "ignore" }).unref();
  while (!fs.existsSync("npm-busy")) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
  link(from, to);
};
`;

describe("a start while another one installs", () => {
  test("says for which process it waits, and then runs with what that one installed", async () => {
    const first = await startHeldBack();
    const second = project.start(["src/hello.ts"]);
    await untilItWaits(second);

    openGate();

    expect(second.said()).toContain(`process ${first.child.pid} `);
    expect(await first.ended()).toMatchObject({ code: 3 });
    expect(await second.ended()).toMatchObject({ code: 3, out: "hello\n" });
    expect(installsOf(project.npmCalls())).toEqual(["bin/toolchain: ci", ".: install"]);
  });

  test("adds what it needs beyond that itself", async () => {
    const first = await startHeldBack();
    const second = project.start(["tester"]);
    await untilItWaits(second);

    openGate();

    expect(await first.ended()).toMatchObject({ code: 3 });
    expect(await second.ended()).toMatchObject({ code: 0, out: "tool \n" });
    expect(installsOf(project.npmCalls())).toEqual(["bin/toolchain: ci", ".: install", ".: install"]);
  });

  test("ends at Ctrl-C and disturbs nobody", async () => {
    const first = await startHeldBack();
    const second = project.start(["src/hello.ts"]);
    await untilItWaits(second);
    const exit = once(second.child, "exit");

    second.child.kill("SIGINT");
    expect(await exit).toEqual([null, "SIGINT"]);
    openGate();

    expect(await first.ended()).toMatchObject({ code: 3 });
    expect(await project.launch(["src/hello.ts"])).toMatchObject({ code: 3, said: "" });
  });

  test("waits also for the npm that a killed start left behind, then installs itself", async () => {
    const first = await startHeldBack();
    const exit = once(first.child, "exit");
    first.child.kill("SIGKILL");
    await exit;
    const second = project.start(["src/hello.ts"]);
    await untilItWaits(second);

    openGate();

    expect(second.said()).not.toContain(`process ${first.child.pid} `);
    expect(await second.ended()).toMatchObject({ code: 3 });
    expect(installsOf(project.npmCalls())).toEqual(["bin/toolchain: ci", "bin/toolchain: ci", ".: install"]);
  });

  test.each([
    { name: "at the same instant", finished: "" },
    { name: "and cleared the number away that this one was about to take", finished: "src/hello.ts" },
  ])("waits also when others found the claim free $name", async ({ finished }) => {
    project.write("overtaken.cjs", OVERTAKEN);
    const late = project.start(["src/hello.ts"], {
      NODE_OPTIONS: `--require=${path.join(project.root, "overtaken.cjs")}`,
      FINISHED: finished,
      GATE: path.join(project.root, "gate"),
    });
    await untilItWaits(late);

    openGate();

    expect(await late.ended()).toMatchObject({ code: 3 });
    expect(project.npmCalls()).not.toContain("two at once");
  });

  test("tries by itself when the other one's npm failed", async () => {
    const first = project.start(["src/hello.ts"], {
      FAKE_NPM_GATE: path.join(project.root, "gate"),
      FAKE_NPM_CODE: "1",
    });
    await expect.poll(() => project.npmCalls()).toHaveLength(1);
    const second = project.start(["src/hello.ts"]);
    await untilItWaits(second);

    openGate();

    expect(await first.ended()).toMatchObject({ code: 1 });
    expect(await second.ended()).toMatchObject({ code: 3 });
  });
});

describe("a claim that was left behind", () => {
  test.each([
    { of: "a process that is gone", left: JSON.stringify([{ pid: 4_194_999 }]) },
    {
      of: "an earlier process with an id that runs again",
      left: JSON.stringify([{ pid: process.pid, start: "1" }]),
    },
    { of: "a machine that lost its power", left: "" },
  ])("by $of is taken over at once", async ({ left }) => {
    project.write(".labelpod-install/1", left);

    const run = await project.launch(["src/hello.ts"]);

    expect(run.code).toBe(3);
    expect(run.said).not.toContain("waiting");
    expect(fs.readdirSync(path.join(project.root, ".labelpod-install"))).toEqual(["2"]);
  });

  test("by a process that ended and is not waited for by its parent is taken over", async () => {
    // The shell becomes a program that never asks for its child's exit code.
    const parent = spawn("sh", ["-c", "tail -f /dev/null & echo $!; exec tail -f /dev/null"], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    onTestFinished(() => void parent.kill("SIGKILL"));
    const [pid] = await once(parent.stdout, "data");
    const zombie = Number(String(pid));
    await expect.poll(() => fs.readFileSync(`/proc/${parent.pid}/comm`, "utf8")).toBe("tail\n");
    process.kill(zombie, "SIGKILL");
    await expect.poll(() => fs.readFileSync(`/proc/${zombie}/stat`, "utf8")).toContain(") Z ");
    project.write(".labelpod-install/1", JSON.stringify([{ pid: zombie }]));

    expect(await project.launch(["src/hello.ts"])).toMatchObject({ code: 3 });
  });

  test("is taken over by one of many that come at once, and one after the other installs", async () => {
    project.write(".labelpod-install/1", JSON.stringify([{ pid: 4_194_999 }]));

    const runs = Array.from({ length: 6 }, async () => project.launch(["src/hello.ts"]));

    expect((await Promise.all(runs)).map(({ code }) => code)).toEqual([3, 3, 3, 3, 3, 3]);
    expect(installsOf(project.npmCalls())).toEqual(["bin/toolchain: ci", ".: install"]);
  });
});

import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { PodBench } from "../pod-bench.ts";
import { doorsOf, knock, lookInto, variableOf } from "./doors.ts";
import { botKey, key, openGate } from "./gate-bench.ts";

const patience = { timeout: 20_000 };
const isRoot = process.getuid?.() === 0;

async function serverPid(gate: PodBench): Promise<number> {
  return Number((await gate.run("server.py", "status")).json["pid"]);
}

async function temporaryFolder(gate: PodBench): Promise<string> {
  return variableOf(await serverPid(gate), "TMPDIR") ?? "/tmp";
}

describe("what stands behind the gate", () => {
  it("listens on no port", async () => {
    await using gate = await openGate();

    const doors = doorsOf(await serverPid(gate));

    expect(doors).toEqual([expect.stringMatching(/^\/.*\.sock$/)]);
    expect(doorsOf(gate.pid())).toEqual([gate.port]);
  });

  it.runIf(isRoot)("lets no other user of the machine in, nor to its temporary files", async () => {
    await using gate = await openGate();
    const [door = ""] = doorsOf(await serverPid(gate));

    const answers = [await knock(door), await lookInto(await temporaryFolder(gate))];

    expect(await knock(gate.port)).toBe("connected");
    expect(answers).toEqual(["PermissionError", "PermissionError"]);
  });

  it("writes what its owner alone can read", async () => {
    await using gate = await openGate();

    await gate.ask(`GET /${key}/info/`);

    const files = ["requests.jsonl", "server.log", "gate.state.json", "server.lock", "app", "cache"];
    const open = files.filter((name) => (statSync(path.join(gate.home, name)).mode & 0o077) !== 0);
    expect(open).toEqual([]);
  });

  it("starts with no temporary files of before, and leaves none", async () => {
    await using gate = await openGate();
    const first = await temporaryFolder(gate);
    writeFileSync(path.join(first, "upload"), "an image");

    await gate.ask(`GET /${botKey}/crash`);
    await expect.poll(() => gate.ask(`GET /${key}/info/`), patience).toMatch(/ 200 /);
    const second = await temporaryFolder(gate);
    const there = [existsSync(path.join(first, "upload")), existsSync(second)];
    await gate.run("server.py", "stop");

    expect(there).toEqual([false, true]);
    expect(existsSync(path.dirname(second))).toBe(false);
  });

  it("leaves none either when the gate was killed before it was stopped", async () => {
    await using gate = await openGate();
    const folder = await temporaryFolder(gate);
    process.kill(gate.pid(), "SIGKILL");

    await gate.run("server.py", "stop");

    expect(existsSync(folder)).toBe(false);
  });

  it("is found where the machine's folder for temporary files has a long path", async () => {
    const deep = mkdtempSync(path.join("/tmp", `labelpod-${"deep".repeat(30)}-`));
    await using stack = new AsyncDisposableStack();
    stack.defer(() => rmSync(deep, { recursive: true }));

    await using gate = await openGate({ environment: { TMPDIR: deep } });

    expect(await gate.ask(`GET /${key}/info/`)).toMatch(/ 200 /);
  });
});

it("a page of another origin can't read what the server answers", async () => {
  await using gate = await openGate();
  const origin = "Origin: https://evil.example";

  const answer = await gate.ask(`GET /${key}/datastore/?output=all`, [origin]);
  const preflight = await gate.ask(`OPTIONS /${key}/datastore/`, [
    origin,
    "Access-Control-Request-Method: PUT",
  ]);

  expect(answer).toMatch(/ 200 /);
  expect(`${answer}${preflight}`).not.toMatch(/access-control-/i);
});

it("what comes in while the server is frozen waits for it, more than a socket lets wait", async () => {
  await using gate = await openGate();
  const pid = await serverPid(gate);
  process.kill(pid, "SIGSTOP");

  const asked = Array.from({ length: 20 }, () => gate.ask(`POST /${key}/infer/x`, ["Content-Length: 0"]));
  const openRequests = async (): Promise<number> => Number((await gate.activity())["openRequests"]);
  await expect.poll(openRequests, patience).toBeGreaterThan(5);
  process.kill(pid, "SIGCONT");

  const answers = await Promise.all(asked);
  expect(answers.filter((answer) => !answer.includes(" 200 "))).toEqual([]);
});

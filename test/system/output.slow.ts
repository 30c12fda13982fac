import { spawn, type ChildProcess, type StdioOptions } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { canMount, mountSmallDisk } from "../support/small-disk.ts";

const writer = path.join(import.meta.dirname, "output-writer.ts");
const line = "x".repeat(99);

type Writer = {
  readonly child: ChildProcess;
  /** Returns when it has gone on from the writing. */
  write(count: number, text: string): Promise<void>;
  told(): string;
  end(): Promise<number | null>;
};

function start(argv: readonly [string, ...string[]], stdout: StdioOptions): Writer {
  const [program, ...rest] = argv;
  const child = spawn(program, rest, { stdio: stdout });
  onTestFinished(() => void child.kill("SIGKILL"));
  let told = "";
  child.stderr?.on("data", (chunk: Buffer) => (told += chunk.toString()));
  let orders = 0;
  return {
    child,
    async write(count, text) {
      orders += 1;
      child.stdin?.write(`write ${count} ${text}\n`);
      await expect.poll(() => told.split("done").length - 1, { timeout: 20_000 }).toBe(orders);
    },
    told: () => told,
    async end() {
      const ended = once(child, "exit");
      child.stdin?.end();
      await ended;
      return child.exitCode;
    },
  };
}

/** A terminal that nobody reads; `closed` hangs it up at the first line. */
const terminal = `
import os, pty, subprocess, sys
mine, theirs = pty.openpty()
child = subprocess.Popen(sys.argv[2:], stdout=theirs)
os.close(theirs)
if sys.argv[1] == "closed":
  os.read(mine, 1)
  os.close(mine)
sys.exit(child.wait())
`;

function startOnTerminal(kind: "still" | "closed"): Writer {
  return start(["python3", "-c", terminal, kind, process.execPath, writer], "pipe");
}

test("a reader that is gone ends nothing, and is told of once", async () => {
  const { child, write, told, end } = start([process.execPath, writer], "pipe");
  child.stdout?.destroy();

  await write(20, line);
  await write(20, line);

  expect(told().split("lost EPIPE")).toHaveLength(2);
  expect(await end()).toBe(0);
});

test("a reader that stands still holds nothing up, and hears how much it missed", async () => {
  const { child, write, told, end } = start([process.execPath, writer], "pipe");
  child.stdout?.pause();

  await write(50_000, line);
  const missed = told();
  let read = "";
  child.stdout?.on("data", (chunk: Buffer) => (read += chunk.toString())).resume();
  await expect.poll(() => read.length).toBeGreaterThan(200_000);
  await expect
    .poll(async () => {
      await write(1, "again");
      return read;
    })
    .toMatch(/\(\d+ lost\)\nagain\n/);

  expect(missed).toContain("lost EAGAIN");
  expect(await end()).toBe(0);
});

test.each(["still", "closed"] as const)("a terminal that is %s holds nothing up", async (kind) => {
  const { write, told, end } = startOnTerminal(kind);

  await write(1, line);
  await write(50_000, line);
  await write(1, line);

  expect(told().match(/lost \w+/g)).toEqual([kind === "closed" ? "lost EIO" : "lost EAGAIN"]);
  expect(await end()).toBe(0);
});

test.runIf(canMount)(
  "a file on a full disk gets the lines again when there is room, with how many it lacks",
  async () => {
    using disk = mountSmallDisk(1);
    const file = path.join(disk.folder, "output");
    const fd = openSync(file, "a");
    const { write, told, end } = start([process.execPath, writer], ["pipe", fd, "pipe"]);
    closeSync(fd);
    await write(1, "before");
    disk.fill();
    await write(1000, line);

    disk.makeRoom();
    await write(1, "again");

    expect(told()).toContain("lost ENOSPC");
    expect(readFileSync(file, "utf8")).toMatch(/^before\n[^]*\(\d+ lost\)\nagain\n$/);
    expect(await end()).toBe(0);
  },
);

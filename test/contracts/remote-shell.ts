import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UnreachableError, UserFacingError } from "../../src/core/common/errors.ts";
import type { Machine } from "../../src/core/records/machine.ts";
import type { RemoteShell } from "../../src/core/ports/shell.ts";

export type ShellSubject = AsyncDisposable & {
  readonly shell: RemoteShell;
  readonly machine: Machine;
  /** A machine that can't be spoken to. */
  readonly goneMachine: Machine;
  /** An empty folder on the machine. */
  readonly folder: string;
  /** What lies there, past the shell; undefined when nothing does. */
  read(file: string): Promise<{ readonly content: string; readonly mode: number } | undefined>;
};

export type ShellContract = {
  readonly name: string;
  makeSubject(): Promise<ShellSubject>;
  /** False for a twin that answers from a script: what programs do is left out. */
  readonly runsPrograms: boolean;
};

const never = new AbortController().signal;
const timeoutMs = 15_000;

/** What whoever speaks to a pod may count on, whichever way it is spoken to. */
export function testRemoteShell({ name, makeSubject, runsPrograms }: ShellContract): void {
  describe(`RemoteShell: ${name}`, () => {
    let subject: ShellSubject;

    beforeEach(async () => {
      subject = await makeSubject();
    });
    afterEach(async () => {
      await subject[Symbol.asyncDispose]();
    });

    describeUploads(() => subject);
    describeLimits(() => subject);
    describeHostKeys(() => subject);
    if (runsPrograms) describePrograms(() => subject);
  });
}

function describeUploads(get: () => ShellSubject): void {
  const names = [
    "plain.txt",
    "two words.txt",
    'it\'s $HOME `id` "q".txt',
    "-rf",
    "zeile\numbruch",
    "ünïcødé-肝臓",
  ];

  it.each(names)("upload() writes a file named %j whole", async (fileName) => {
    const { shell, machine, folder, read } = get();
    const file = path.join(folder, fileName);
    const content = "a'b\"c\\d $(id) `id`\r\n\t肝臓 ✓\n";

    await shell.upload(machine, [{ path: file, content, mode: 0o640 }], never);

    expect(await read(file)).toEqual({ content, mode: 0o640 });
  });

  it("upload() makes folders and writes several files, one of them empty", async () => {
    const { shell, machine, folder, read } = get();
    const script = { path: path.join(folder, "a b/c/run.sh"), content: "#!/bin/sh\n", mode: 0o755 };
    const empty = { path: path.join(folder, "d/empty"), content: "", mode: 0o600 };

    await shell.upload(machine, [script, empty], never);

    expect(await read(script.path)).toEqual({ content: script.content, mode: 0o755 });
    expect(await read(empty.path)).toEqual({ content: "", mode: 0o600 });
  });

  it("upload() replaces a longer file and its mode", async () => {
    const { shell, machine, folder, read } = get();
    const file = path.join(folder, "settings.json");
    await shell.upload(machine, [{ path: file, content: "x".repeat(1_000_000), mode: 0o644 }], never);
    const longer = await read(file);

    await shell.upload(machine, [{ path: file, content: "{}", mode: 0o600 }], never);

    expect(longer?.content.length).toBe(1_000_000);
    expect(await read(file)).toEqual({ content: "{}", mode: 0o600 });
  });
}

function describeLimits(get: () => ShellSubject): void {
  it("run() and upload() throw UnreachableError when the machine is gone", async () => {
    const { shell, goneMachine, folder } = get();
    const file = { path: path.join(folder, "file"), content: "", mode: 0o600 };

    await expect(shell.run(goneMachine, { argv: ["true"], timeoutMs }, never)).rejects.toThrow(
      UnreachableError,
    );
    await expect(shell.upload(goneMachine, [file], never)).rejects.toThrow(UnreachableError);
  });

  it("run() and upload() throw the reason of a signal that was aborted before", async () => {
    const { shell, machine, folder } = get();
    const reason = new Error("shutting down");
    const file = { path: path.join(folder, "file"), content: "", mode: 0o600 };

    const run = shell.run(machine, { argv: ["true"], timeoutMs }, AbortSignal.abort(reason));
    await expect(run).rejects.toBe(reason);
    await expect(shell.upload(machine, [file], AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(await get().read(file.path)).toBeUndefined();
  });

  it("forget() may be called at any time and again", async () => {
    const { shell, machine, goneMachine, folder, read } = get();
    const file = path.join(folder, "after");

    await shell.forget(machine);
    await shell.forget(machine);
    await shell.forget(goneMachine);
    await shell.upload(machine, [{ path: file, content: "still there", mode: 0o600 }], never);

    expect((await read(file))?.content).toBe("still there");
  });
}

function describeHostKeys(get: () => ShellSubject): void {
  it("ssh.hostKey() tells one key in one start, once it was connected to", async () => {
    const { shell, machine, folder } = get();
    const file = { path: path.join(folder, "file"), content: "", mode: 0o600 };
    await shell.upload(machine, [file], never);

    const hostKey = await shell.ssh?.hostKey(machine);
    await shell.forget(machine);
    await shell.upload(machine, [file], never);

    if (shell.ssh !== undefined) expect(hostKey?.fingerprint).toMatch(/^SHA256:[\w+/]{43}$/);
    expect(await shell.ssh?.hostKey(machine)).toEqual(hostKey);
  });
}

function describePrograms(get: () => ShellSubject): void {
  const run = (...argv: string[]): ReturnType<RemoteShell["run"]> =>
    get().shell.run(get().machine, { argv, timeoutMs }, never);

  it("run() passes every argument on as it is", async () => {
    const hard = [
      "",
      " ",
      "'",
      '"',
      "$(id)",
      "`id`",
      "a\nb",
      "\\",
      "*",
      "~",
      "-n",
      "!!",
      "#",
      ";",
      "&&",
      "肝臓 🫀",
      "%s",
    ];

    const { stdout, exitCode } = await run("printf", "[%s]\n", ...hard);

    expect(stdout).toBe(hard.map((text) => `[${text}]\n`).join(""));
    expect(exitCode).toBe(0);
  });

  it("run() refuses a NUL character", async () => {
    await expect(run("printf", "a\0b")).rejects.toMatchObject({ code: "nul-character" });
  });

  it.each([0, 1, 42, 255])("run() answers exit code %i", async (code) => {
    expect(await run("sh", "-c", `exit ${code}`)).toEqual({ exitCode: code, stdout: "" });
  });

  it("run() answers 127 for a program that is not there", async () => {
    expect(await run("no-such-program-anywhere")).toEqual({ exitCode: 127, stdout: "" });
  });

  it("run() answers what went to the output stream alone", async () => {
    expect(await run("sh", "-c", "echo secret >&2; echo told; exit 3")).toEqual({
      exitCode: 3,
      stdout: "told\n",
    });
  });

  it("run() is not held up by much on the error stream", async () => {
    const { stdout } = await run("sh", "-c", "head -c 3000000 /dev/zero >&2; echo done");

    expect(stdout).toBe("done\n");
  });

  it("run() keeps characters whole in long output", async () => {
    const { stdout } = await run(
      "sh",
      "-c",
      `i=0; while [ $i -lt 8000 ]; do printf 肝臓🫀; i=$((i+1)); done`,
    );

    expect(stdout).toBe("肝臓🫀".repeat(8000));
  });

  it("run() gives up on output without end", async () => {
    const endless = run("sh", "-c", "while :; do echo 0123456789012345678901234567890123456789; done");

    await expect(endless).rejects.toMatchObject({ name: "UserFacingError", code: "too-much-output" });
  });

  it("run() gives a program no input", async () => {
    expect(await run("cat")).toEqual({ exitCode: 0, stdout: "" });
  });

  it("run() throws UnreachableError when the time is over, and the next command works", async () => {
    const { shell, machine } = get();

    const slow = shell.run(machine, { argv: ["sleep", "60"], timeoutMs: 300 }, never);

    await expect(slow).rejects.toThrow(UnreachableError);
    await expect(slow).rejects.toBeInstanceOf(UserFacingError);
    expect((await run("echo", "next")).stdout).toBe("next\n");
  });

  it("run() throws the signal's reason when it aborts, and the next command works", async () => {
    const { shell, machine } = get();
    const controller = new AbortController();
    const reason = new Error("shutting down");

    const slow = shell.run(machine, { argv: ["sleep", "60"], timeoutMs }, controller.signal);
    setTimeout(() => controller.abort(reason), 100);

    await expect(slow).rejects.toBe(reason);
    expect((await run("echo", "next")).stdout).toBe("next\n");
  });

  it("run() takes several commands at once", async () => {
    const texts = Array.from({ length: 8 }, (_, index) => `number ${index}`);

    const results = await Promise.all(
      texts.map((text) => run("sh", "-c", `sleep 0.1; echo "$1"`, "sh", text)),
    );

    expect(results.map((result) => result.stdout)).toEqual(texts.map((text) => `${text}\n`));
  });
}

import path from "node:path";
import { describe, expect, it } from "vitest";
import type { Machine } from "../../src/core/records/machine.ts";
import { testRemoteShell, type ShellSubject } from "../contracts/remote-shell.ts";
import { makeLocalBench, never, readBack, spec, type LocalBench } from "../support/local-bench.ts";

const timeoutMs = 15_000;

async function makeSubject(): Promise<ShellSubject> {
  const bench = await makeLocalBench();
  const machine = await upMachine(bench);
  return {
    shell: bench.provider.shell,
    machine,
    goneMachine: { ...machine, startId: "an earlier start" },
    folder: path.join(machine.workspace, "files"),
    read: readBack,
    [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose](),
  };
}

async function upMachine({ provider }: LocalBench): Promise<Machine> {
  const { machine } = await provider.pods.create(spec, never);
  if (machine === undefined) throw new Error("a new local pod has no machine");
  return machine;
}

testRemoteShell({ name: "local", makeSubject, runsPrograms: true });

describe("createLocalShell", () => {
  it("shows programs the pod's mark and nothing secret of the bot's environment", async () => {
    const secrets = {
      DISCORD_TOKEN: "s1",
      RUNPOD_API_KEY: "s2",
      SLACK_BOT_TOKEN: "s3",
      REDIS_URL: "s4",
      AWS_SECRET: "s5",
    };
    const harmless = {
      UV_CACHE_DIR: "/cache",
      UV_PYTHON_INSTALL_MIRROR: "http://mirror",
      UV_PYTHON_DOWNLOADS_JSON_URL: "http://list",
      PIP_INDEX_URL: "x",
      https_proxy: "p",
      CUDA_VISIBLE_DEVICES: "0",
    };
    await using bench = await makeLocalBench({ PATH: process.env["PATH"], ...secrets, ...harmless });
    const machine = await upMachine(bench);

    const { stdout } = await bench.provider.shell.run(machine, { argv: ["env"], timeoutMs }, never);

    const names = stdout
      .trim()
      .split("\n")
      .map((text) => text.split("=")[0]);
    expect(new Set(names)).toEqual(new Set([...Object.keys(harmless), "LABELPOD_POD", "PATH"]));
    expect(stdout).toContain(`LABELPOD_POD=${machine.providerPodId}\n`);
  });

  it("runs nothing on a pod that was stopped", async () => {
    await using bench = await makeLocalBench();
    const machine = await upMachine(bench);
    await bench.provider.pods.stop(machine.providerPodId, never);

    const run = bench.provider.shell.run(machine, { argv: ["true"], timeoutMs }, never);

    await expect(run).rejects.toMatchObject({ name: "UnreachableError", code: "pod-not-running" });
  });

  it.each(["../state.json", "../x", "/labelpod-test"])(
    "writes no file outside its folder: %s",
    async (place) => {
      await using bench = await makeLocalBench();
      const machine = await upMachine(bench);
      const outside = path.resolve(machine.workspace, place);
      const before = await readBack(outside);
      const file = {
        path: place.startsWith("/") ? place : `${machine.workspace}/${place}`,
        content: "x",
        mode: 0o600,
      };

      const upload = bench.provider.shell.upload(machine, [file], never);

      await expect(upload).rejects.toMatchObject({ code: "file-not-written" });
      expect(await readBack(outside)).toEqual(before);
    },
  );
});

import { once } from "node:events";
import { createServer } from "node:http";
import { expect, it } from "vitest";
import { z } from "zod";
import { calls, createInstallBench, readHome, steps } from "./install-bench.ts";

const patience = { timeout: 15_000 };

it("a plan says what would be downloaded before anything is", async () => {
  await using bench = createInstallBench();

  const { json } = await bench.run("install.py", "--plan", "--torch", "cuda");

  expect(json).toMatchObject({ torch: "cuda", isInstalled: false, downloadGb: 3.8, diskGb: 8.2 });
  expect(json).toMatchObject({ python: "3.12.1", pythonMb: 0 });
  expect(json["freeGb"]).toBeTypeOf("number");
});

it("an installation does its steps once and leaves a result", async () => {
  await using bench = createInstallBench();

  const first = await bench.run("install.py", "--torch", "cuda");
  const callsOfFirst = calls(bench);
  const second = await bench.run("install.py", "--torch", "cuda");

  expect(first.json).toMatchObject({ ok: true, code: "ok", torch: "9.9", torchFrom: "cuda" });
  expect(steps(bench)).toEqual(["uv", "venv", "torch", "packages", "monailabel", "check"]);
  expect(second.json).toMatchObject({ ok: true, code: "ok" });
  expect(calls(bench)).toEqual(callsOfFirst);
  expect((await bench.run("install.py", "--status")).json).toMatchObject({
    state: "done",
    result: { ok: true },
  });
});

it("an installation that was killed is taken up again", async () => {
  await using bench = createInstallBench({ environment: { FAKE_ACT: "hang:requirements.lock" } });
  const begun = await bench.run("install.py", "--torch", "cuda", "--detach");
  await expect.poll(() => calls(bench).at(-1), patience).toContain("requirements.lock");
  process.kill(Number(begun.json["pid"]), "SIGKILL");
  await expect
    .poll(async () => (await bench.run("install.py", "--status")).json["state"], patience)
    .toBe("interrupted");

  const again = await bench.runPlainly("install.py", "--torch", "cuda");

  expect(again.json).toMatchObject({ ok: true });
});

it("two installations never run at once", async () => {
  await using bench = createInstallBench({ environment: { FAKE_ACT: "hang:torch.lock" } });
  const begun = await bench.run("install.py", "--torch", "cuda", "--detach");

  const status = await bench.run("install.py", "--status");
  const second = await bench.run("install.py", "--torch", "cuda");

  expect(status.json["state"]).toBe("running");
  expect(second).toMatchObject({ exitCode: 1, json: { ok: false, code: "busy" } });
  process.kill(Number(begun.json["pid"]), "SIGKILL");
});

it.each([
  ["write: No space left on device (os error 28)", "no-disk"],
  ["Failed to fetch; dns error", "no-network"],
  // As Debian's own venv breaks the line.
  ["The virtual environment was not created successfully because ensurepip is not\navailable.", "no-venv"],
  ["error: Mustermann", "failed"],
])("a tool that ends with %j means %s, and its text goes no further", async (text, code) => {
  await using bench = createInstallBench({ environment: { FAKE_ACT: `${text}:requirements.lock` } });

  const { exitCode, json, stdout, stderr } = await bench.run("install.py", "--torch", "cuda");

  expect(exitCode).toBe(1);
  expect(json).toMatchObject({ ok: false, code, failedStep: "packages" });
  expect(stdout + stderr + readHome(bench, "install.progress.jsonl")).not.toContain(text);
  expect(readHome(bench, "install.log")).toContain(text);
  expect((await bench.run("install.py", "--status")).json).toMatchObject({
    state: "failed",
    result: { code },
  });
});

it("torch without CUDA comes from the vendor's address when that answers", async () => {
  const vendor = createServer((_request, response) => response.end());
  await once(vendor.listen(0, "127.0.0.1"), "listening");
  const address = z.object({ port: z.number() }).parse(vendor.address());
  const index = `http://127.0.0.1:${address.port}/cpu`;
  await using bench = createInstallBench({ environment: { LABELPOD_TORCH_CPU_INDEX: index } });

  const { json } = await bench.run("install.py", "--torch", "cpu");

  expect(json).toMatchObject({ ok: true, torchFrom: "cpu" });
  expect(calls(bench).filter((call) => call.includes(`--default-index ${index}`))).toHaveLength(1);
  expect(packagesOf(readHome(bench, "calls"))).toEqual(new Set(["torch", "torchvision"]));
  await once(vendor.close(), "close");
});

it("torch without CUDA comes from the registry when the vendor's address is away", async () => {
  await using bench = createInstallBench({
    environment: { LABELPOD_TORCH_CPU_INDEX: "http://127.0.0.1:1/cpu" },
  });

  const { json } = await bench.run("install.py", "--torch", "cpu");

  expect(json).toMatchObject({ ok: true, torchFrom: "cuda" });
});

/** The names in what the stand-in was asked to install from a list made for this run. */
function packagesOf(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/^wanted ([\w-]+)==/gm)].map(([, name = ""]) => name));
}

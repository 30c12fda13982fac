import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { calls, createInstallBench, notes, readHome, steps } from "./install-bench.ts";
import { python } from "../pod-bench.ts";

const podFolder = path.join(import.meta.dirname, "../../../pod");

it.each(["3.9.18", "3.13.5"])(
  "beside Python %s alone a plan names the Python that would be downloaded, and its size",
  async (pythonVersion) => {
    await using bench = createInstallBench({ pythonVersion });

    const { json } = await bench.run("install.py", "--plan", "--torch", "cuda");

    expect(json).toMatchObject({ python: null, pythonMb: 35, downloadGb: 3.835, diskGb: 8.32 });
    expect(calls(bench)).toEqual([]);
  },
);

it("an installation gets a Python into its own folder, and keeps it for a later one", async () => {
  await using bench = createInstallBench({ pythonVersion: "3.13.5" });

  const first = await bench.run("install.py", "--torch", "cuda");
  const stepsOfFirst = steps(bench);
  const begun = notes(bench).find(({ step }) => step === "python");
  bench.write("install.stamp.json", '{"locks":"of before","found":{}}');
  const plan = await bench.run("install.py", "--plan", "--torch", "cuda");
  const second = await bench.run("install.py", "--torch", "cuda");

  expect(first.json).toMatchObject({ ok: true });
  expect(stepsOfFirst).toEqual(["uv", "python", "venv", "torch", "packages", "monailabel", "check"]);
  expect(begun).toMatchObject({ state: "begun", totalMb: 120 });
  expect(readHome(bench, "venv/pyvenv.cfg")).toContain(path.join(bench.home, "python/cpython-3.11.2"));
  expect(plan.json).toMatchObject({ python: "3.11.2", pythonMb: 0 });
  expect(second.json).toMatchObject({ ok: true });
  expect(calls(bench).filter((call) => call.includes("uv python install"))).toEqual([
    `-m uv python install --no-bin --no-progress --install-dir ${bench.home}/python >=3.10,<3.13`,
  ]);
});

it("a machine with a Python that fits gets no other", async () => {
  await using bench = createInstallBench({ pythonVersion: "3.10.4" });

  await bench.run("install.py", "--torch", "cuda");

  expect(steps(bench)).not.toContain("python");
  expect(existsSync(path.join(bench.home, "python"))).toBe(false);
});

it("a machine on which no Python can be had says so, and tries again the next time", async () => {
  const environment = { FAKE_ACT: "error: No download found for request: cpython:uv python install" };
  await using bench = createInstallBench({ pythonVersion: "3.13.5", environment });

  const { exitCode, json } = await bench.run("install.py", "--torch", "cuda");
  const again = await bench.run("install.py", "--torch", "cuda");

  expect(exitCode).toBe(1);
  expect(json).toMatchObject({ ok: false, code: "no-python-download", failedStep: "python" });
  expect(again.json).toMatchObject({
    code: "no-python-download",
    secondsPerStep: { python: expect.any(Number) },
  });
});

// As uv 0.13.9 says it; each was seen.
const failed = "error: Failed to install cpython-3.12.16-linux-x86_64-gnu\n  cause: ";
const outputs: readonly (readonly [string, string])[] = [
  ["no-python-download", `${failed}Failed to download \`https://github.com/a.tar.gz\`\n  cause: dns error`],
  ["no-python-download", `${failed}Request failed after 1 retry in 1.8s\n  cause: Invalid tar file`],
  ["no-python-download", `${failed}Failed to extract archive: a.tar.gz\n  cause: Invalid gzip header`],
  [
    "no-python-download",
    "error: Error while fetching remote python downloads json from `http://127.0.0.1:1`",
  ],
  ["no-python-download", "error: No download found for request: cpython-3.11-linux-x86_64-gnu"],
  ["no-python-download", 'Python downloads are not allowed (`python-downloads = "never"`).'],
  ["python-checksum", `${failed}Hash mismatch for \`cpython-3.12.16-linux-x86_64-gnu\``],
  ["no-disk", `${failed}Failed to extract archive: a.tar.gz\n  cause: No space left on device (os error 28)`],
  ["failed", `${failed}Permission denied (os error 13)`],
  ["no-network", "error: Failed to fetch: `http://127.0.0.1:1/simple/torch/`\n  cause: tcp connect error"],
];

it("what uv says of a Python that it can't get is told apart", () => {
  const program =
    "import json, sys; from podlib.install.failures import classify; print(json.dumps(list(map(classify, json.load(sys.stdin)))))";
  const options = {
    cwd: podFolder,
    encoding: "utf8",
    input: JSON.stringify(outputs.map(([, text]) => text)),
  } as const;

  const codes: unknown = JSON.parse(execFileSync(python, ["-B", "-c", program], options));

  expect(codes).toEqual(outputs.map(([code]) => code));
});

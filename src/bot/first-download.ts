import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { UserFacingError } from "../core/common/errors.ts";
import { bootstrapFailures } from "../core/words/bootstrap.ts";
import { startWords } from "../core/words/start.ts";

const run = promisify(execFile);
const installer = path.join(import.meta.dirname, "../../pod/install.py");
const refused = z.object({ ok: z.literal(false), code: z.string() });
const planned = z.object({
  isInstalled: z.boolean(),
  /** Of the download, for a Python that the machine lacks. */
  pythonMb: z.number(),
  downloadGb: z.number(),
  diskGb: z.number(),
  freeGb: z.number(),
});

type Options = {
  /** The data folder. */
  readonly home: string;
  readonly signal: AbortSignal;
  report(line: string): void;
};

/** Says what a pod on this machine has to download first. @throws UserFacingError when the disk is too full for it */
export async function planFirstDownload({ home, report, signal }: Options): Promise<void> {
  const answer = await askInstaller(await podFolder(home), signal);
  const { isInstalled, pythonMb, downloadGb, diskGb, freeGb } = answer;
  if (isInstalled) report(startWords.nothingToLoad());
  else if (freeGb < diskGb) throw new UserFacingError("no-disk", startWords.tooLittleDisk(diskGb, freeGb));
  else {
    report(startWords.needs(downloadGb, diskGb, freeGb));
    if (pythonMb > 0) report(startWords.needsPython(pythonMb));
  }
}

async function askInstaller(folder: string, signal: AbortSignal): Promise<z.output<typeof planned>> {
  try {
    const { stdout } = await run("python3", [installer, "--home", folder, "--plan"], {
      signal,
      timeout: 60_000,
    });
    const answer = z.union([planned, refused]).parse(JSON.parse(stdout));
    if ("code" in answer) throw bootstrapFailures.environment(answer.code);
    return answer;
  } catch (error) {
    if (error instanceof UserFacingError || signal.aborted) throw error;
    throw bootstrapFailures.environment("no-python");
  }
}

/** The installation of a pod that is on this machine already, else a folder on the same disk. */
async function podFolder(home: string): Promise<string> {
  const pods = path.join(home, "pods");
  const names = await readdir(pods).catch(() => []);
  const [first] = names;
  return first === undefined ? home : path.join(pods, first, "workspace", "labelpod");
}

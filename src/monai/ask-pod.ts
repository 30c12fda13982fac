import type { z } from "zod";
import type { RunningPod } from "../core/ports/software.ts";
import { bootstrapFailures } from "../core/words/bootstrap.ts";
import { podHome } from "./pod-home.ts";
import { parseJson } from "../core/common/parse-json.ts";

export type PodQuestion<T> = {
  /** A program of the folder `pod` that prints one JSON object. */
  readonly program: "install.py" | "server.py" | "check_pacs.py";
  readonly words: readonly string[];
  readonly schema: z.ZodType<T>;
  /** @default half a minute */
  readonly timeoutMs?: number;
};

/** Not found, as a shell answers it. */
const notFound = 127;

/**
 * Runs one of labelpod's programs on the pod and reads its answer, whatever its exit code.
 * @throws UserFacingError when it could not be run or did not answer in its own form, UnreachableError
 */
export async function askPod<T>(site: RunningPod, question: PodQuestion<T>, signal: AbortSignal): Promise<T> {
  const { program, words, schema, timeoutMs = 30_000 } = question;
  const home = podHome(site.machine);
  const argv = ["python3", `${home.programs}/${program}`, ...words, "--home", home.folder];
  const { exitCode, stdout } = await site.shell.run(site.machine, { argv, timeoutMs }, signal);
  if (exitCode === notFound) throw bootstrapFailures.noPython();
  const answer = schema.safeParse(parseJson(stdout));
  if (!answer.success) throw bootstrapFailures.toolFailed();
  return answer.data;
}

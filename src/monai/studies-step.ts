import { z } from "zod";
import { isDicomweb } from "../core/records/studies.ts";
import type { RunningPod, SoftwareStep, StepLook } from "../core/ports/software.ts";
import { bootstrapFailures } from "../core/words/bootstrap.ts";
import { parseJson } from "../core/common/parse-json.ts";
import { checkPacs } from "./check-pacs.ts";
import { podHome } from "./pod-home.ts";
import type { PacsLogin } from "./server-settings.ts";

const commandMs = 20_000;
const samplesSchema = z.object({ state: z.enum(["created", "present", "foreign"]) });

/** The images to label: samples made on the pod, a folder that is there, or a PACS that answers from there. */
export function studiesStep(login: PacsLogin | undefined): SoftwareStep {
  return {
    name: "studies",
    expectedMs: 3_000,
    timeoutMs: 5 * 60_000,
    async look(site, signal) {
      const { studies } = site.pod.request;
      if (studies === "synthetic") return lookForSamples(site, signal);
      if (isDicomweb(studies)) await checkPacs(site, login, signal);
      else if (!(await exists(site, ["-d", studies], signal))) throw bootstrapFailures.noStudies();
      return { state: "done" };
    },
    begin: makeSamples,
  };
}

async function lookForSamples(site: RunningPod, signal: AbortSignal): Promise<StepLook> {
  const marker = `${podHome(site.machine).sampleStudies}/.labelpod-sample.json`;
  return { state: (await exists(site, ["-f", marker], signal)) ? "done" : "todo" };
}

async function exists(
  { shell, machine }: RunningPod,
  test: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  const { exitCode } = await shell.run(machine, { argv: ["test", ...test], timeoutMs: commandMs }, signal);
  return exitCode === 0;
}

async function makeSamples({ shell, machine }: RunningPod, signal: AbortSignal): Promise<void> {
  const { python, programs, sampleStudies } = podHome(machine);
  const argv = [python, `${programs}/sample_studies.py`, "--studies", sampleStudies];
  const { stdout } = await shell.run(machine, { argv, timeoutMs: 45_000 }, signal);
  const made = samplesSchema.safeParse(parseJson(stdout));
  if (!made.success) throw bootstrapFailures.samplesFailed();
  if (made.data.state === "foreign") throw bootstrapFailures.foreignStudies();
}

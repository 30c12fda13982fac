import { isUnparsed, type Unparsed, type Upgrade } from "../../core/common/versions.ts";
import { atFirstStep, stepNames } from "../../core/records/step.ts";

/** What a pod is over all its runs; everything else has been of one run all along. */
const keptNames: ReadonlySet<string> = new Set([
  "id",
  "teamId",
  "name",
  "provider",
  "phase",
  "askedBy",
  "offer",
  "uncertainSinceMs",
  "providerPodId",
  "upAskedAtMs",
  "usdPerHour",
  "restarts",
  "sshKeys",
  "isAdopted",
  "disk",
  "booking",
]);

/** Version 1: what belongs to one run lies in it, and a run has what its phase must have. */
function toRuns({ wishes, run, ...old }: Unparsed): Unparsed {
  const entries = Object.entries(old);
  const kept = entries.filter(([name]) => keptNames.has(name));
  const ofRun = entries.filter(([name]) => !keptNames.has(name));
  const facts: Unparsed = { ...(isUnparsed(run) ? run : {}), ...Object.fromEntries(ofRun) };
  return { ...Object.fromEntries(kept), request: wishes, ...complete(old["phase"], withKnownStep(facts)) };
}

/** The steps are walked again where one has a name that is not used any more. */
function withKnownStep(run: Unparsed): Unparsed {
  const { step } = run;
  const name = isUnparsed(step) ? step["name"] : undefined;
  if (stepNames.some((known) => known === name)) return run;
  return { ...run, ...atFirstStep(Number(run["startedAtMs"])) };
}

/** What a record in this phase could lack then; what could not be known is as little as nothing gets lost by. */
function complete(phase: unknown, run: Unparsed): Unparsed {
  const { startedAtMs } = run;
  const endedAtMs = run["endedAtMs"] ?? startedAtMs;
  const stop = run["stop"] ?? { reason: "outside", volume: "keep", askedAtMs: endedAtMs, attempts: 0 };
  if (phase === "live" && run["machine"] === undefined)
    return { phase: "starting", run: { ...run, ...atFirstStep(Number(startedAtMs)) } };
  if (phase === "live") return { run: { ...run, liveAtMs: run["liveAtMs"] ?? startedAtMs } };
  if (phase === "stopping") return { run: { ...run, stop } };
  if (phase === "stopped") return { run: { ...run, endedAtMs } };
  if (phase !== "gone") return { run };
  return { run: { ...run, endedAtMs, goneAtMs: run["goneAtMs"] ?? endedAtMs, stop } };
}

export const podVersions: readonly Upgrade[] = [toRuns];

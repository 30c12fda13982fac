import type { SoftwareStep } from "../../core/ports/software.ts";
import { serverAddress } from "../../core/access/keyed-address.ts";
import { address, readAddress, shell, start } from "./reach-steps.ts";
import { reached, runningPod, type StepWork, type PodStep } from "./step-work.ts";
import { choose, rent } from "./rent-steps.ts";
import { logAndContinue } from "../log-and-continue.ts";

const minuteMs = 60_000;
/** So long a step is looked at several times a second. */
export const quickLooksMs = 10_000;

/** All steps of `/pod up` in order; the ones between `shell` and `outside` are the software's. */
export function podSteps(software: readonly SoftwareStep[]): readonly PodStep[] {
  return [choose, rent, start, address, shell, ...software.map(onSite), outside];
}

const outside: PodStep = {
  name: "outside",
  expectedMs: 2_000,
  timeoutMs: 3 * minuteMs,
  async look(work) {
    const { pod, context, signal } = work;
    const server = serverAddress(reached(pod), context.keys);
    if (await context.labelServer.answers(server, signal)) return { state: "done" };
    const isFirst = pod.run.step.beganAtMs === undefined;
    if (isFirst || context.clock.now() - pod.run.step.enteredAtMs >= quickLooksMs) await readAgain(work);
    return { state: isFirst ? "todo" : "under-way" };
  },
  // A server that ran already has the keys of a record that is no more, where that one was lost.
  begin: (work) => work.context.software.lock(runningPod(work), work.signal),
};

/** For a while after a start the provider may name a port of the run before. */
async function readAgain(work: StepWork): Promise<void> {
  const { pod, context } = work;
  try {
    await readAddress(work);
  } catch (error) {
    logAndContinue(error, { event: "the address of a pod can't be read again", podId: pod.id }, context);
  }
}

function onSite(step: SoftwareStep): PodStep {
  return {
    name: step.name,
    expectedMs: step.expectedMs,
    timeoutMs: step.timeoutMs,
    look: (work) => step.look(runningPod(work), work.signal),
    begin: (work) => step.begin(runningPod(work), work.signal),
  };
}

import { isPassing } from "../core/errors.ts";
import { recalled } from "../core/pod-adoption.ts";
import { isUp, mayBeHidden, type Pod } from "../core/pod.ts";
import type { Provider, Site, SoftwareStep, StepLook } from "../core/ports.ts";
import { isReached, type ReachedPod, serverAddress } from "../core/server-address.ts";
import { failures } from "../core/words/errors.ts";
import type { JobContext } from "./context.ts";
import { choose, rent } from "./rent-steps.ts";

/** What a step works with. */
export type StepWork = {
  readonly pod: Pod;
  readonly provider: Provider;
  readonly context: JobContext;
  readonly signal: AbortSignal;
  /** Changes the record at once, for what must not be lost, such as a rented machine's id. */
  save(change: (pod: Pod) => Pod): Promise<Pod>;
};

/** One step of a bring-up; `look` is asked first and `begin` only for what is still to do. */
export type PodStep = {
  readonly name: string;
  readonly expectedMs: number;
  readonly timeoutMs: number;
  look(work: StepWork): Promise<StepLook>;
  begin(work: StepWork): Promise<void>;
};

const minuteMs = 60_000;

/** All steps of `/pod up` in order; the ones between `shell` and `outside` are the software's. */
export function podSteps(software: readonly SoftwareStep[]): readonly PodStep[] {
  return [choose, rent, start, address, shell, ...software.map(onSite), outside];
}

const start: PodStep = {
  name: "start",
  expectedMs: 5_000,
  timeoutMs: 5 * minuteMs,
  async look({ pod, provider, context, signal }) {
    const listed = await provider.pods.get(rented(pod), signal);
    if (listed === undefined && mayBeHidden(pod, context.clock.now())) return { state: "under-way" };
    if (listed !== undefined && isUp(listed)) return { state: "done" };
    // What was up in this run and was stopped since is not started behind anybody's back: the sweep takes note of it.
    return { state: pod.run.upAtMs === undefined ? "todo" : "under-way" };
  },
  begin: ({ pod, provider, signal }) => provider.pods.start(rented(pod), signal),
};

const address: PodStep = {
  name: "address",
  expectedMs: 60_000,
  timeoutMs: 20 * minuteMs,
  async look(work) {
    return { state: (await readAddress(work)) ? "done" : "under-way" };
  },
  begin: () => Promise.resolve(),
};

const shell: PodStep = {
  name: "shell",
  expectedMs: 30_000,
  timeoutMs: 10 * minuteMs,
  async look(work) {
    const { pod, provider, signal } = work;
    const command = { argv: ["true"], timeoutMs: 20_000 };
    try {
      const { exitCode } = await provider.shell.run(reached(pod).machine, command, signal);
      if (exitCode !== 0) return { state: "under-way" };
      if (pod.isAdopted === true) await recall(work);
      return { state: "done" };
    } catch (error) {
      // For a while after a start the provider may name the address of the run before.
      if (isPassing(error)) await readAddress(work);
      throw error;
    }
  },
  begin: () => Promise.resolve(),
};

/** What was wished of a pod that the store had forgotten, and its keys, are as they were. */
async function recall({ pod, provider, context, signal, save }: StepWork): Promise<void> {
  const memo = await context.software.recall(siteOf({ pod, provider }), signal);
  await save((current) => recalled(current, memo));
}

const outside: PodStep = {
  name: "outside",
  expectedMs: 2_000,
  timeoutMs: 3 * minuteMs,
  async look({ pod, context, signal }) {
    const server = serverAddress(reached(pod), context.keys);
    if (await context.labelServer.answers(server, signal)) return { state: "done" };
    return { state: pod.step.beganAtMs === undefined ? "todo" : "under-way" };
  },
  // A server that ran already has the keys of a record that is no more, where that one was lost.
  begin: (work) => work.context.software.lock(siteOf(work), work.signal),
};

function onSite(step: SoftwareStep): PodStep {
  return {
    name: step.name,
    expectedMs: step.expectedMs,
    timeoutMs: step.timeoutMs,
    look: (work) => step.look(siteOf(work), work.signal),
    begin: (work) => step.begin(siteOf(work), work.signal),
  };
}

/** Takes over what the provider says of the machine's addresses now; false while it says nothing. */
async function readAddress({ pod, provider, context, signal, save }: StepWork): Promise<boolean> {
  const listed = await provider.pods.get(rented(pod), signal);
  const { machine } = listed ?? {};
  if (listed === undefined || machine === undefined) return false;
  const nowMs = context.clock.now();
  await save((current) => ({
    ...current,
    machine,
    usdPerHour: listed.usdPerHour,
    run: { ...current.run, upAtMs: current.run.upAtMs ?? nowMs },
  }));
  return true;
}

function rented(pod: Pod): string {
  if (pod.providerPodId === undefined) throw failures.machineVanished();
  return pod.providerPodId;
}

function siteOf({ pod, provider }: Pick<StepWork, "pod" | "provider">): Site {
  return { pod, machine: reached(pod).machine, shell: provider.shell };
}

function reached(pod: Pod): ReachedPod {
  if (!isReached(pod)) throw failures.machineVanished();
  return pod;
}

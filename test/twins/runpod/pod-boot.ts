import { commandOf } from "./container-args.ts";
import type { PodLifeDeps, CrashMode } from "./pod-life-deps.ts";
import type { PodMachine } from "./pod-machine.ts";
import { portsOf, type PodRecord } from "./pod-record.ts";
import { runsImage } from "./host-cuda.ts";

export type PodBoot = {
  /** By itself after the delay, unless pods are brought up by hand. */
  begin(record: PodRecord): void;
  boot(record: PodRecord): Promise<void>;
  crash(record: PodRecord, mode: CrashMode): Promise<void>;
};

type BootDeps = PodLifeDeps & { readonly closed: AbortSignal; changed(): void };

/** The containers of pods, from the start of one to its end or its crash. */
export function createPodBoot({
  clock,
  factory,
  start,
  origin,
  closed,
  changed,
  onBootError,
}: BootDeps): PodBoot {
  async function bootLater(record: PodRecord, delayMs: number): Promise<void> {
    const { run } = record;
    if (delayMs > 0) await clock.sleep(delayMs, closed).catch(ignoreAbort);
    if (record.run !== run || closed.aborted) return;
    record.status = "STARTING";
    changed();
    await boot(record);
  }

  async function boot(record: PodRecord): Promise<void> {
    const { run } = record;
    // RunPod tries again for ever, and charges for it.
    if (!runsImage(record.placement, record.settings)) return;
    try {
      if (!(await startContainer(record))) return;
      record.status = "RUNNING";
    } catch (error) {
      if (record.run === run) record.status = "ERROR";
      onBootError(record.id, error);
    }
    changed();
  }

  /** False when a stop was faster. */
  async function startContainer(record: PodRecord): Promise<boolean> {
    const { run } = record;
    const machine = await factory.create({
      podId: record.id,
      env: envOf(record),
      ports: portsOf(record.settings, "tcp"),
      httpPorts: portsOf(record.settings, "http"),
      command: commandOf(record.settings.args),
      cloudOrigin: origin,
    });
    if (record.run !== run || closed.aborted) {
      await machine.stop();
      return false;
    }
    record.machine = machine;
    record.containerStartedAtMs = clock.now();
    return true;
  }

  /** The pod's status and the time of its start stay; whether the live service keeps the latter is not known. */
  async function crash(record: PodRecord, mode: CrashMode): Promise<void> {
    if (record.status !== "RUNNING") throw new Error("Only a container that runs can crash.");
    await endContainer(record);
    if (mode === "for ever") record.isCrashing = true;
    else await startContainer(record);
    changed();
  }

  return {
    begin(record) {
      if (start === "by-hand") return;
      // A host that has the image already starts it at once.
      const pullMs = record.run === 1 ? record.placement.pullMs : undefined;
      record.boot = bootLater(record, pullMs ?? start.delayMs);
    },
    boot,
    crash,
  };
}

/** Ends the pod's run as it ends with a stop. */
export async function release(record: PodRecord): Promise<void> {
  delete record.startedAtMs;
  delete record.isCrashing;
  delete record.isWithoutGpu;
  await endContainer(record);
}

async function endContainer(record: PodRecord): Promise<void> {
  const machine: PodMachine | undefined = record.machine;
  delete record.containerStartedAtMs;
  if (machine === undefined) return;
  record.previousAddress = machine.address;
  delete record.machine;
  await machine.stop();
}

/** What RunPod adds to a pod's environment; the factory knows the public ports and adds those. */
function envOf({ id, podKey, placement, settings }: PodRecord): Record<string, string> {
  return {
    ...settings.env,
    RUNPOD_POD_ID: id,
    RUNPOD_API_KEY: podKey,
    RUNPOD_DC_ID: placement.dataCenterId,
    RUNPOD_GPU_COUNT: String(settings.gpu?.count ?? 0),
  };
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error) || error.name !== "AbortError") throw error;
}

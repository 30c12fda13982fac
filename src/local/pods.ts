import { randomUUID } from "node:crypto";
import type { ListedPod, PodSpec } from "../core/pod.ts";
import type { Clock, Log, Pods } from "../core/ports.ts";
import { localFailures } from "../core/words/local.ts";
import type { PodFolders } from "./folders.ts";
import { readMachineBootId, toListedPod } from "./machine.ts";
import { choosePort } from "./port.ts";
import { endProcesses } from "./processes.ts";
import { readPod, readPods, readState } from "./read-pods.ts";
import type { PodState } from "./schema.ts";
import type { Serial } from "./serial.ts";

type Deps = {
  readonly folders: PodFolders;
  /** What reads a state to act on it runs in here, so that no program starts while its pod is being stopped. */
  readonly serial: Serial;
  readonly clock: Clock;
  readonly log: Log;
};

/** Pods as folders of this machine; a stop ends every process that carries the pod's mark. */
export function createLocalPods(deps: Deps): Pods {
  const { folders, serial, log } = deps;
  return {
    async list(signal) {
      signal.throwIfAborted();
      return readPods(folders, log);
    },
    async get(id, signal) {
      signal.throwIfAborted();
      return readPod(folders, id);
    },
    async create(spec, signal) {
      signal.throwIfAborted();
      return serial(() => create(deps, spec));
    },
    async start(id, signal) {
      signal.throwIfAborted();
      const state = await readState(folders, id);
      if (state === undefined) throw localFailures.unknownPod();
      if (state.status === "stopping") await stop(deps, id, signal);
      await serial(() => start(deps, id));
    },
    async stop(id, signal) {
      signal.throwIfAborted();
      await stop(deps, id, signal);
    },
    async remove(id, signal) {
      signal.throwIfAborted();
      await stop(deps, id, signal);
      await serial(() => folders.remove(id));
    },
  };
}

/** A name is given once: after a create whose answer was lost, the next one finds the pod. */
async function create({ folders, log }: Deps, spec: PodSpec): Promise<ListedPod> {
  const others = await readPods(folders, log);
  const existing = others.find((pod) => pod.name === spec.name);
  if (existing !== undefined) return existing;
  const state = { name: spec.name, gpuName: spec.offer.gpuName, ...(await newStart(others)) };
  const id = await folders.make(state);
  return toListedPod(id, state, folders.workspace(id));
}

async function start({ folders, log }: Deps, id: string): Promise<void> {
  const state = await readState(folders, id);
  if (state?.status !== "stopped") return;
  const others = await readPods(folders, log);
  await folders.write(id, { ...state, ...(await newStart(others, state.port)) });
}

async function stop({ folders, serial, clock }: Deps, id: string, signal: AbortSignal): Promise<void> {
  const before = await serial(() => change("running", "stopping"));
  if (before === undefined || before.status === "stopped") return;
  await endProcesses(id, clock, signal);
  await serial(() => change("stopping", "stopped"));

  async function change(from: PodState["status"], to: PodState["status"]): Promise<PodState | undefined> {
    const state = await readState(folders, id);
    if (state?.status === from) await folders.write(id, { ...state, status: to });
    return state;
  }
}

type NewStart = Pick<PodState, "status" | "startId" | "machineBootId" | "port">;

/** A start has a port of its own; the former one where it is still free, so that the address stays. */
async function newStart(others: readonly ListedPod[], formerPort?: number): Promise<NewStart> {
  const taken = new Set(others.flatMap((pod) => pod.machine?.listen.port ?? []));
  const port = await choosePort(formerPort, taken);
  return { status: "running", startId: randomUUID(), machineBootId: await readMachineBootId(), port };
}

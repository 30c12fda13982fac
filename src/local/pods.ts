import { randomUUID } from "node:crypto";
import { firstLeaseMs, leaseTerms } from "../core/pods/lease-terms.ts";
import type { PodSpec } from "../core/records/offer.ts";
import type { ListedPod } from "../core/records/machine.ts";
import type { Pods } from "../core/ports/provider.ts";
import type { Clock } from "../core/common/clock.ts";
import type { Log } from "../core/common/log.ts";
import { defaultSettings } from "../core/records/settings.ts";
import { localFailures } from "../core/words/local.ts";
import type { PodFolders } from "./folders.ts";
import { readMachineBootId, toListedPod } from "./machine.ts";
import { choosePort } from "./port.ts";
import { endProcesses } from "./processes.ts";
import { readPod, readPods, readState } from "./read-pods.ts";
import type { KnownState, PodState } from "./schema.ts";
import { createSerials, type Serial } from "./serial.ts";
import type { Watchdogs } from "./watchdogs.ts";

type Deps = {
  readonly folders: PodFolders;
  /** What reads a state to act on it runs in here, so that no program starts while its pod is being stopped. */
  readonly serial: Serial;
  readonly watchdogs: Watchdogs;
  readonly clock: Clock;
  readonly log: Log;
};

/** Pods as folders of this machine; a stop ends every process that carries the pod's mark. */
export function createLocalPods(deps: Deps): Pods {
  const { folders, serial } = deps;
  // What ends the processes of a pod would also end those of a start that overtakes it.
  const turnsOf = createSerials();
  return {
    async list(signal) {
      signal.throwIfAborted();
      return readPods(deps);
    },
    async get(id, signal) {
      signal.throwIfAborted();
      return readPod(deps, id);
    },
    async create(spec, signal) {
      signal.throwIfAborted();
      return serial(() => create(deps, spec));
    },
    async start(id, signal) {
      signal.throwIfAborted();
      await turnsOf(id)(async () => {
        if ((await readState(folders, id))?.status !== "running") await stop(deps, id, signal);
        await serial(() => start(deps, id));
      });
    },
    async stop(id, signal) {
      signal.throwIfAborted();
      await turnsOf(id)(() => stop(deps, id, signal));
    },
    async remove(id, signal) {
      signal.throwIfAborted();
      await turnsOf(id)(async () => {
        await stop(deps, id, signal);
        await serial(() => folders.remove(id));
      });
    },
  };
}

/** A name is given once: after a create whose answer was lost, the next one finds the pod. */
async function create(deps: Deps, { name, offer, teamId, lease }: PodSpec): Promise<ListedPod> {
  const { folders, clock } = deps;
  const others = await readPods(deps);
  const existing = others.find((pod) => pod.name === name);
  if (existing !== undefined) return existing;
  const first = await newStart(deps, others);
  const state = { name, gpuName: offer.gpuName, teamId, lease, ...first };
  const id = await folders.make({ ...state, status: "stopped" });
  await run(deps, id, state);
  return toListedPod({ id, state }, folders, clock.now());
}

async function start(deps: Deps, id: string): Promise<void> {
  const state = await readState(deps.folders, id);
  if (state === undefined) throw localFailures.unknownPod();
  if (state.status === "running") await deps.watchdogs.begin(id, state);
  if (state.status !== "stopped") return;
  const next = await newStart(deps, await readPods(deps), state.port);
  await run(deps, id, { ...state, ...next, lease: state.lease ?? termsOfOlder });
}

/** The watchdog is there before the pod counts as running: wherever the bot dies, none goes unwatched. */
async function run({ folders, watchdogs }: Deps, id: string, state: PodState): Promise<void> {
  await watchdogs.begin(id, state);
  await folders.write(id, state);
}

/** Also of a pod that is stopped: a start that was cut short may have left its watchdog. */
async function stop({ folders, serial, clock }: Deps, id: string, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if ((await serial(() => change(["running"], "stopping"))) === undefined) return;
  await endProcesses(id, clock, signal);
  await serial(() => change(["stopping", "ended"], "stopped"));

  async function change(from: readonly KnownState["status"][], to: PodState["status"]): Promise<unknown> {
    const state = await readState(folders, id);
    if (state !== undefined && from.includes(state.status)) await folders.write(id, { ...state, status: to });
    return state;
  }
}

/** For a pod of a version that had no leases; its team's own come with the first renewal. */
const termsOfOlder = leaseTerms(
  { policy: { ...defaultSettings, limitAtMs: defaultSettings.hardLimitMs } },
  firstLeaseMs,
  0,
);

type NewStart = Pick<PodState, "startId" | "machineBootId" | "port" | "startedAtMs"> & {
  readonly status: "running";
};

/** A start has a port of its own; the former one where it is still free, so that the address stays. */
async function newStart(
  { clock }: Deps,
  others: readonly ListedPod[],
  formerPort?: number,
): Promise<NewStart> {
  const taken = new Set(others.flatMap((pod) => pod.machine?.listen.port ?? []));
  const port = await choosePort(formerPort, taken);
  const [startId, machineBootId] = [randomUUID(), await readMachineBootId()];
  return { status: "running", startId, machineBootId, port, startedAtMs: clock.now() };
}

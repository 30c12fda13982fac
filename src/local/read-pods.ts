import { ZodError } from "zod";
import type { ListedPod } from "../core/records/machine.ts";
import type { Clock } from "../core/common/clock.ts";
import type { Log } from "../core/common/log.ts";
import type { PodFolders } from "./folders.ts";
import { readMachineBootId, toListedPod } from "./machine.ts";
import type { KnownState } from "./schema.ts";

/** What pods are read with. */
export type Sources = { readonly folders: PodFolders; readonly clock: Clock; readonly log: Log };

/** The state as it is now: after a reboot of the machine nothing runs, whatever the folder remembers. */
export async function readState(folders: PodFolders, id: string): Promise<KnownState | undefined> {
  const state = await folders.read(id);
  if (state === undefined || state.status === "stopped") return state;
  if (state.machineBootId !== (await readMachineBootId())) return { ...state, status: "stopped" };
  const isEnded = (await folders.readEndedStart(id)) === state.startId;
  return isEnded ? { ...state, status: "ended" } : state;
}

export async function readPod({ folders, clock }: Sources, id: string): Promise<ListedPod | undefined> {
  const state = await readState(folders, id);
  return state && toListedPod({ id, state }, folders, clock.now());
}

/** All pods whose folders can be understood. */
export async function readPods(sources: Sources): Promise<readonly ListedPod[]> {
  const pods = await Promise.all((await sources.folders.ids()).map(readOrWarn));
  return pods.filter((pod) => pod !== undefined);

  async function readOrWarn(id: string): Promise<ListedPod | undefined> {
    const pod = await readPod(sources, id).catch(unlessBroken);
    if (pod === undefined) sources.log.warn("local pod folder is broken and left out", { providerPodId: id });
    return pod;
  }
}

function unlessBroken(error: unknown): undefined {
  if (!(error instanceof SyntaxError || error instanceof ZodError)) throw error;
}

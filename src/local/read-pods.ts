import { ZodError } from "zod";
import type { ListedPod } from "../core/pod.ts";
import type { Log } from "../core/ports.ts";
import type { PodFolders } from "./folders.ts";
import { readMachineBootId, toListedPod } from "./machine.ts";
import type { PodState } from "./schema.ts";

/** The state as it is now: after a reboot of the machine nothing runs, whatever the folder remembers. */
export async function readState(folders: PodFolders, id: string): Promise<PodState | undefined> {
  const state = await folders.read(id);
  if (state === undefined || state.machineBootId === (await readMachineBootId())) return state;
  return { ...state, status: "stopped" };
}

export async function readPod(folders: PodFolders, id: string): Promise<ListedPod | undefined> {
  const state = await readState(folders, id);
  return state && toListedPod(id, state, folders.workspace(id));
}

/** All pods whose folders can be understood. */
export async function readPods(folders: PodFolders, log: Log): Promise<readonly ListedPod[]> {
  const pods = await Promise.all((await folders.ids()).map(readOrWarn));
  return pods.filter((pod) => pod !== undefined);

  async function readOrWarn(id: string): Promise<ListedPod | undefined> {
    const pod = await readPod(folders, id).catch(unlessBroken);
    if (pod === undefined) log.warn("local pod folder is broken and left out", { providerPodId: id });
    return pod;
  }
}

function unlessBroken(error: unknown): undefined {
  if (!(error instanceof SyntaxError || error instanceof ZodError)) throw error;
}

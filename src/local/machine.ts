import { readFile } from "node:fs/promises";
import type { ListedPod, Machine } from "../core/records/machine.ts";
import { localFailures } from "../core/words/local.ts";
import type { PodFolders } from "./folders.ts";
import { loopback } from "./port.ts";
import type { KnownState } from "./schema.ts";

/** Another one after each boot of this machine. @throws UserFacingError where there is no /proc */
export async function readMachineBootId(): Promise<string> {
  const text = await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch((error: unknown) => {
    throw localFailures.needsLinux(error);
  });
  return text.trim();
}

type KnownPod = { readonly id: string; readonly state: KnownState };

/** Where a running pod of this machine is spoken to; its shell needs no port. */
function toMachine({ id, state }: KnownPod, folders: PodFolders): Machine {
  const api = { host: loopback, port: state.port };
  return {
    providerPodId: id,
    startId: state.startId,
    shell: { host: loopback, port: 0 },
    api,
    listen: api,
    workspace: folders.workspace(id),
    ...(state.lease === undefined ? {} : { leaseFile: folders.leaseFile(id) }),
  };
}

/** A pod in the middle of its stop still counts as running, but nobody may speak to it any more. */
export function toListedPod({ id, state }: KnownPod, folders: PodFolders, nowMs: number): ListedPod {
  const { name, gpuName, teamId } = state;
  const team = teamId === undefined ? {} : { teamId };
  const pod = { providerPodId: id, name, usdPerHour: 0, gpuName, ...team };
  if (state.status === "stopped" || state.status === "ended") return { ...pod, status: "stopped" };
  const up = { ...pod, status: "running", ...uptimeOf(state, nowMs) } as const;
  if (state.status === "stopping") return up;
  return { ...up, machine: toMachine({ id, state }, folders) };
}

/** Never less than nothing, also when the clock was set back meanwhile. */
function uptimeOf({ startedAtMs }: KnownState, nowMs: number): Pick<ListedPod, "uptimeMs"> {
  return startedAtMs === undefined ? {} : { uptimeMs: Math.max(0, nowMs - startedAtMs) };
}

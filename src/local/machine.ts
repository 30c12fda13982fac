import { readFile } from "node:fs/promises";
import type { ListedPod, Machine } from "../core/pod.ts";
import { localFailures } from "../core/words/local.ts";
import { loopback } from "./port.ts";
import type { PodState } from "./schema.ts";

/** Another one after each boot of this machine. @throws UserFacingError where there is no /proc */
export async function readMachineBootId(): Promise<string> {
  const text = await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch((error: unknown) => {
    throw localFailures.needsLinux(error);
  });
  return text.trim();
}

/** Where a running pod of this machine is spoken to; its shell needs no port. */
export function toMachine(id: string, state: PodState, workspace: string): Machine {
  const api = { host: loopback, port: state.port };
  return {
    providerPodId: id,
    startId: state.startId,
    shell: { host: loopback, port: 0 },
    api,
    listen: api,
    workspace,
  };
}

/** A pod in the middle of its stop still counts as running, but nobody may speak to it any more. */
export function toListedPod(id: string, state: PodState, workspace: string): ListedPod {
  const pod = { providerPodId: id, name: state.name, usdPerHour: 0, gpuName: state.gpuName };
  if (state.status === "stopped") return { ...pod, status: "stopped" };
  if (state.status === "stopping") return { ...pod, status: "running" };
  return { ...pod, status: "running", machine: toMachine(id, state, workspace) };
}

import { z } from "zod";
import type { Address, ListedPod, Machine } from "../core/pod.ts";
import type { PortRow, RawPod } from "./schema.ts";

export const workspace = "/workspace";
export const apiPort = 8000;
export const shellPort = 22;

const statuses: Readonly<Record<string, ListedPod["status"]>> = {
  PROVISIONING: "provisioning",
  STARTING: "provisioning",
  RUNNING: "running",
  EXITED: "stopped",
  ERROR: "error",
  TERMINATED: "gone",
};

/** A status that is not known counts as provisioning: it may bill, and nobody can work with it. */
export function toListedPod(pod: RawPod): ListedPod {
  const status = statuses[pod.status] ?? "provisioning";
  const machine = status === "running" ? findMachine(pod) : undefined;
  return {
    providerPodId: pod.id,
    name: pod.name,
    status,
    usdPerHour: pod.cost ?? 0,
    ...(pod.gpu === undefined ? {} : { gpuName: pod.gpu.id }),
    ...(pod.dataCenterId === undefined ? {} : { dataCenterId: pod.dataCenterId }),
    ...(machine === undefined ? {} : { machine }),
  };
}

/** Undefined until both ports are open to the outside; some pods of the community cloud never get so far. */
function findMachine({ id, ssh, runtime, startedAt = "" }: RawPod): Machine | undefined {
  const rows = runtime?.ports ?? [];
  const shell = toAddress(ssh?.direct) ?? findAddress(rows, shellPort);
  const api = findAddress(rows, apiPort);
  if (shell === undefined || api === undefined) return undefined;
  return {
    providerPodId: id,
    // With the address: each start opens other ports, and for a while after a start the former ones may be named.
    startId: `${startedAt} ${shell.host}:${shell.port}`,
    shell,
    api,
    listen: { host: "0.0.0.0", port: apiPort },
    workspace,
  };
}

/** When the provider says that this run of the pod began; undefined where it does not. */
export function startedAtMs({ startId }: Machine): number | undefined {
  const ms = Date.parse(startId.split(" ")[0] ?? "");
  return Number.isNaN(ms) ? undefined : ms;
}

/** The order of the rows is not stable, and an http row names an address inside of RunPod's proxy. */
function findAddress(rows: readonly PortRow[], port: number): Address | undefined {
  return rows
    .filter((row) => row.type === "tcp" && row.private === port)
    .map((row) => toAddress({ host: row.ip, port: row.public }))
    .find((address) => address !== undefined);
}

const addressSchema = z.object({
  // 100.64.0.0/10 is the proxy's own network.
  host: z.ipv4().refine((ip) => !/^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./.test(ip)),
  port: z.int().min(1).max(65_535),
});

/** An address that can be reached from outside. */
function toAddress(found: unknown): Address | undefined {
  return addressSchema.safeParse(found).data;
}

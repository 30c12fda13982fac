import { z } from "zod";
import type { Address, ListedPod, Machine } from "../../core/records/machine.ts";
import type { PortRow, RawPod } from "../transport/schema.ts";
import { defined } from "../../core/common/defined.ts";

export const workspace = "/workspace";
/** On the container's own disk, which RunPod wipes at each start: nothing of an earlier lease is left there. */
export const watchdogFolder = "/opt/labelpod";
export const leaseFile = `${watchdogFolder}/lease.json`;
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

export type ReadPod = (raw: RawPod) => ListedPod;

/** @param proxyUrl where RunPod's HTTPS proxy reaches a pod, with {pod} and {port} in the places of its id and port */
export function createPodReader(proxyUrl: string): ReadPod {
  const ofPort = proxyUrl.replace("{port}", String(apiPort));
  return (raw) =>
    toListedPod(
      raw,
      ofPort.replace("{pod}", () => encodeURIComponent(raw.id)),
    );
}

/** A status that is not known counts as provisioning: it may bill, and nobody can work with it. */
function toListedPod(pod: RawPod, proxyUrl: string): ListedPod {
  const status = statuses[pod.status] ?? "provisioning";
  const machine = status === "running" ? findMachine(pod, proxyUrl) : undefined;
  return {
    providerPodId: pod.id,
    name: pod.name,
    status,
    usdPerHour: toUsdPerHour(pod, status),
    ...toGpu(pod),
    ...toCloud(pod),
    ...defined({ dataCenterId: pod.dataCenterId, containerDiskGib: pod.disk }),
    ...toVolume(pod),
    ...toldByLabelpod(pod),
    ...toUptime(pod, status),
    // It is told of a container that runs: RunPod calls a pod RUNNING, and bills it, while its image is still pulled.
    isContainerUp: status === "running" && pod.runtime !== undefined,
    ...defined({ machine }),
  };
}

/** RunPod goes on to tell the price of a pod that is down (recorded of an EXITED one, 2026-08-20), and charges for its disk alone. */
function toUsdPerHour({ cost = 0 }: RawPod, status: ListedPod["status"]): number {
  return status === "stopped" || status === "gone" ? 0 : cost;
}

/** A count that is not told is not known: it does not stand for none. */
function toGpu({ gpu }: RawPod): Pick<ListedPod, "gpuName" | "gpuId" | "gpuCount"> {
  if (gpu === undefined) return {};
  return { gpuName: gpu.id, gpuId: gpu.id, ...defined({ gpuCount: gpu.count }) };
}

/** One that is not known is not told. */
function toCloud({ cloud }: RawPod): Pick<ListedPod, "cloud"> {
  if (cloud === "SECURE") return { cloud: "secure" };
  return cloud === "COMMUNITY" ? { cloud: "community" } : {};
}

function toVolume({ mounts }: RawPod): Pick<ListedPod, "volumeId"> {
  const mounted = mounts?.network?.[0];
  return mounted === undefined ? {} : { volumeId: mounted.volumeId };
}

/** What labelpod itself wrote into the pod's variables when it made the pod. */
function toldByLabelpod({ env }: RawPod): Pick<ListedPod, "teamId" | "madeAs"> {
  return defined({ teamId: env?.LABELPOD_TEAM, madeAs: env?.LABELPOD_NAME });
}

/** A figure that is still told of a container which is down says nothing. */
function toUptime({ runtime }: RawPod, status: ListedPod["status"]): Pick<ListedPod, "uptimeMs"> {
  const uptimeS = status === "running" ? runtime?.uptime : undefined;
  return uptimeS === undefined ? {} : { uptimeMs: uptimeS * 1000 };
}

/** Undefined until both ports are open to the outside; some pods of the community cloud never get so far. */
function findMachine(pod: RawPod, proxyUrl: string): Machine | undefined {
  const { id, ssh, runtime, startedAt = "" } = pod;
  if (runtime === undefined) return undefined;
  const rows = runtime.ports ?? [];
  const shell = toAddress(ssh?.direct) ?? findAddress(rows, shellPort);
  const proxied = isProxied(pod) ? { proxyUrl } : {};
  const api = isProxied(pod) ? hostOf(proxyUrl) : findAddress(rows, apiPort);
  if (shell === undefined || api === undefined) return undefined;
  return {
    providerPodId: id,
    // With the address: each start opens other ports, and for a while after a start the former ones may be named.
    startId: `${startedAt} ${shell.host}:${shell.port}`,
    shell,
    api,
    ...proxied,
    listen: { host: "0.0.0.0", port: apiPort },
    workspace,
    ...(pod.env?.LABELPOD_WATCHDOG === undefined ? {} : { leaseFile }),
  };
}

/** Whether the port was asked for as one of the proxy: such a port has no public address. */
function isProxied({ ports = [], runtime }: RawPod): boolean {
  const rows = runtime?.ports ?? [];
  const kinds = new Set([...ports, ...rows.map((row) => `${row.private}/${row.type}`)]);
  return kinds.has(`${apiPort}/http`) && !kinds.has(`${apiPort}/tcp`);
}

function hostOf(url: string): Address {
  const { hostname, port, protocol } = new URL(url);
  const usual = protocol === "https:" ? 443 : 80;
  return { host: hostname, port: port === "" ? usual : Number(port) };
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

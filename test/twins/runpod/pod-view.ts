import type { PodAddress } from "./pod-machine.ts";
import { privatePortOf, type PodRecord, type PodStatus } from "./pod-record.ts";
import type { PodAction } from "./requests.ts";

const ACTIONS: Readonly<Record<PodStatus, readonly PodAction[]>> = {
  PROVISIONING: ["stop", "terminate"],
  STARTING: ["stop", "terminate"],
  RUNNING: ["stop", "restart", "terminate"],
  EXITED: ["start", "terminate"],
  ERROR: ["start", "terminate"],
  TERMINATED: [],
};

/** The port of RunPod's own that live answers have beside a pod's: third-party recordings of 2026-08-20. */
const OWN_PORT = { private: 19_123, public: 60_123, type: "http", ip: "100.65.0.11" } as const;
/** A create was recorded with a start 6 ms before it. */
const CREATED_AFTER_START_MS = 6;

/** Live answers call a pod RUNNING while its image is still pulled. */
export function toldStatus({ status, isToldInTurn }: PodRecord): PodStatus {
  const isOnItsWay = status === "PROVISIONING" || status === "STARTING";
  return isOnItsWay && !isToldInTurn ? "RUNNING" : status;
}

/** A locked pod can be neither stopped nor reset. */
export function allowedActions(record: PodRecord): readonly PodAction[] {
  const { settings } = record;
  const actions = ACTIONS[toldStatus(record)];
  return settings.locked ? actions.filter((action) => action !== "stop" && action !== "restart") : actions;
}

/** The pod object of REST v2. */
export function showPod(
  record: PodRecord,
  nowMs: number,
  told = record.machine?.address,
): Record<string, unknown> {
  const address = record.isWithoutAddress === true ? undefined : told;
  const { settings, placement, status, startedAtMs } = record;
  const isRunning = status === "RUNNING";
  return {
    id: record.id,
    name: settings.name,
    image: settings.image ?? "",
    args: settings.args ?? "",
    disk: settings.disk ?? 20,
    ports: settings.ports ?? [],
    env: settings.env ?? {},
    registry: settings.registry ?? null,
    status: toldStatus(record),
    actions: allowedActions(record),
    mounts: settings.mounts ?? {},
    ...(settings.gpu === undefined ? {} : { gpu: { id: settings.gpu.id, count: gpuCount(record) } }),
    ...(settings.cpu === undefined ? {} : { cpu: { ...settings.cpu, memory: settings.cpu.vcpuCount * 2 } }),
    cloud: settings.cloud,
    // Whether machines of the community are ever said to be in a data center is not known.
    dataCenterId: settings.cloud === "COMMUNITY" ? null : placement.dataCenterId,
    cudaVersion: placement.cudaVersion ?? null,
    ssh: { proxy: proxyOf(record.id), direct: isRunning ? directOf(address) : null },
    template: settings.templateId ?? null,
    cost: placement.usdPerHour,
    locked: settings.locked,
    globalNetworking: { enabled: settings.globalNetworking ?? false },
    runtime: isRunning ? runtimeOf(record, nowMs, address) : null,
    createdAt: new Date(record.createdAtMs + CREATED_AFTER_START_MS).toISOString(),
    startedAt: startedAtMs === undefined ? null : new Date(startedAtMs).toISOString(),
  };
}

/** Zero is not in the contract, which has 1 as the least: deviations.ts. */
function gpuCount({ settings, isWithoutGpu }: PodRecord): number {
  return isWithoutGpu === true ? 0 : (settings.gpu?.count ?? 1);
}

function proxyOf(id: string): Record<string, unknown> {
  const username = `${id}-64411eb2`;
  return { host: "ssh.runpod.io", port: 22, username, command: `ssh ${username}@ssh.runpod.io` };
}

function directOf(address: PodAddress | undefined): Record<string, unknown> | null {
  const port = address?.ports[22];
  if (address === undefined || port === undefined) return null;
  return { host: address.ip, port, username: "root", command: `ssh root@${address.ip} -p ${port}` };
}

function runtimeOf(record: PodRecord, nowMs: number, address?: PodAddress): Record<string, unknown> {
  const { settings, containerStartedAtMs, isCrashing } = record;
  const count = settings.gpu === undefined ? 0 : gpuCount(record);
  const upMs = isCrashing === true ? 0 : nowMs - (containerStartedAtMs ?? nowMs);
  return {
    uptime: Math.floor(upMs / 1000),
    gpus: Array.from({ length: count }, () => ({ util: 0, memoryUtil: 0 })),
    cpu: { util: 1 },
    memory: { util: 3 },
    // The order of the rows is not stable in the live service, so it isn't the order of the request here.
    ports: [OWN_PORT, ...(settings.ports ?? []).toReversed().map((port) => showPort(port, address))],
  };
}

/** An http port lies behind RunPod's proxy: its address is of the proxy's network and never public. */
function showPort(port: string, address: PodAddress | undefined): Record<string, unknown> {
  const isTcp = port.endsWith("/tcp");
  const privatePort = privatePortOf(port);
  if (!isTcp) return { private: privatePort, public: 60_000, type: "http", ip: "100.65.0.10" };
  return {
    private: privatePort,
    public: address?.ports[privatePort] ?? null,
    type: "tcp",
    ip: address?.ip ?? null,
  };
}

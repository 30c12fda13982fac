import { randomBytes } from "node:crypto";
import type { Placement } from "./placement.ts";
import type { PodAddress, PodMachine } from "./pod-machine.ts";
import type { CreateRequest, UpdateRequest } from "./requests.ts";

export type PodStatus = "PROVISIONING" | "STARTING" | "RUNNING" | "EXITED" | "ERROR" | "TERMINATED";

/** A time in which a pod was charged for; without an end it still is. */
export type BillingInterval = { readonly fromMs: number; toMs?: number };

export type PodSettings = Omit<CreateRequest, "startSsh" | "startJupyter" | "dataCenterIds"> & {
  readonly locked: boolean;
};

/** A pod as the twin keeps it. */
export type PodRecord = {
  readonly id: string;
  /** The key that RunPod puts on the pod; it can act on this pod alone. */
  readonly podKey: string;
  placement: Placement;
  readonly createdAtMs: number;
  /** Whether it is said to be PROVISIONING and STARTING before it is RUNNING. */
  readonly isToldInTurn: boolean;
  readonly intervals: BillingInterval[];
  settings: PodSettings;
  /** What it is; `toldStatus` is what the service says of it. */
  status: PodStatus;
  /** Counts starts, so that a boot which a stop overtook is recognised. */
  run: number;
  /** The boot under way, settled when the pod runs or the boot was given up. */
  boot?: Promise<void>;
  machine?: PodMachine;
  /** When its start was asked for. */
  startedAtMs?: number;
  terminatedAtMs?: number;
  /** Later than the run's when the container had to start again. */
  containerStartedAtMs?: number;
  /** Its container crashes whenever it starts. */
  isCrashing?: true;
  /** In this run no GPU is free on its host. */
  isWithoutGpu?: true;
  /** Its host has no public address. */
  isWithoutAddress?: true;
  /** Until then no read knows of it. */
  hiddenUntilMs?: number;
  /** Address of the run before this one. */
  previousAddress?: PodAddress;
};

type NewPod = { readonly placement: Placement; readonly isToldInTurn: boolean; readonly nowMs: number };

export function newPodRecord(request: CreateRequest, { placement, isToldInTurn, nowMs }: NewPod): PodRecord {
  const { startSsh: _ssh, startJupyter: _jupyter, dataCenterIds: _ids, ...settings } = request;
  return {
    id: randomBytes(7).toString("hex"),
    podKey: `pod_${randomBytes(16).toString("hex")}`,
    placement,
    createdAtMs: nowMs,
    isToldInTurn,
    intervals: [],
    settings: { ...settings, locked: false },
    status: "PROVISIONING",
    run: 0,
  };
}

/** The settings after an update: what the update leaves out stays, `env` and `ports` are replaced whole. */
export function updatedSettings(settings: PodSettings, update: UpdateRequest): PodSettings {
  return {
    ...settings,
    ...update,
    name: update.name ?? settings.name,
    locked: update.locked ?? settings.locked,
  };
}

export function startBilling(record: PodRecord, nowMs: number): void {
  if (!isBilling(record)) record.intervals.push({ fromMs: nowMs });
}

export function endBilling(record: PodRecord, nowMs: number): void {
  const last = record.intervals.at(-1);
  if (last !== undefined) last.toMs ??= nowMs;
}

export function isBilling(record: PodRecord): boolean {
  const last = record.intervals.at(-1);
  return last !== undefined && last.toMs === undefined;
}

/** The number of `8000/tcp`. */
export function privatePortOf(port: string): number {
  return Number(port.split("/")[0]);
}

/** Private ports of one kind in the pod's settings. */
export function portsOf(settings: PodSettings, kind: "tcp" | "http"): number[] {
  return (settings.ports ?? [])
    .filter((port) => port.endsWith(`/${kind}`))
    .map((port) => privatePortOf(port));
}

import type { Clock } from "../../../src/core/ports.ts";
import { podNotFound, problem, Refusal } from "./answer.ts";
import type { Placement } from "./placement.ts";
import type { PodFactory, PodMachine } from "./pod-machine.ts";
import {
  endBilling,
  isBilling,
  newPodRecord,
  startBilling,
  portsOf,
  updatedSettings,
  type PodRecord,
} from "./pod-record.ts";
import { allowedActions } from "./pod-view.ts";
import type { CreateRequest, PodAction, UpdateRequest } from "./requests.ts";

export type PodLifeDeps = {
  readonly clock: Pick<Clock, "now" | "sleep">;
  readonly factory: PodFactory;
  /** `by-hand`: a pod goes on only when the test says `advance`. */
  readonly start: "by-hand" | { readonly delayMs: number };
  /** Told when a machine could not be made. */
  onBootError(podId: string, error: unknown): void;
};

/** What happens to pods; `find`, `act`, `update` and `advance` throw a Refusal 404 for an unknown id. */
export type PodLife = {
  create(request: CreateRequest, placement: Placement): PodRecord;
  find(id: string): PodRecord;
  /** @throws Refusal 409 when the pod's status doesn't allow it. */
  act(id: string, action: PodAction): Promise<PodRecord>;
  update(id: string, request: UpdateRequest): Promise<PodRecord>;
  /** Goes one state further by hand, or waits until a pod that starts by itself runs. */
  advance(id: string): Promise<void>;
  close(): Promise<void>;
  /** Everything that was ever made, terminated pods too. */
  all(): readonly PodRecord[];
  listed(): readonly PodRecord[];
  /** Those that are being charged for. */
  billing(): readonly PodRecord[];
};

/** The pods of the account and what may happen to them. */
export function createPodLife(deps: PodLifeDeps): PodLife {
  const records = new Map<string, PodRecord>();
  const closing = new AbortController();

  function find(id: string): PodRecord {
    const record = records.get(id);
    if (record === undefined || record.status === "TERMINATED") throw new Refusal(podNotFound());
    return record;
  }

  function create(request: CreateRequest, placement: Placement): PodRecord {
    const record = newPodRecord(request, placement, deps.clock.now());
    records.set(record.id, record);
    begin(record);
    return record;
  }

  function begin(record: PodRecord): void {
    record.run += 1;
    record.status = "PROVISIONING";
    startBilling(record, deps.clock.now());
    if (deps.start !== "by-hand") record.boot = bootLater(record, deps.start.delayMs);
  }

  async function bootLater(record: PodRecord, delayMs: number): Promise<void> {
    const { run } = record;
    if (delayMs > 0) await deps.clock.sleep(delayMs, closing.signal).catch(ignoreAbort);
    if (record.run !== run || closing.signal.aborted) return;
    record.status = "STARTING";
    await boot(record);
  }

  async function boot(record: PodRecord): Promise<void> {
    const { run } = record;
    try {
      const machine = await deps.factory.create({
        podId: record.id,
        env: envOf(record),
        ports: portsOf(record.settings, "tcp"),
        httpPorts: portsOf(record.settings, "http"),
      });
      if (record.run !== run || closing.signal.aborted) {
        await machine.stop();
        return;
      }
      record.machine = machine;
      record.status = "RUNNING";
      record.startedAtMs = deps.clock.now();
    } catch (error) {
      if (record.run === run) record.status = "ERROR";
      deps.onBootError(record.id, error);
    }
  }

  async function halt(record: PodRecord, status: "EXITED" | "TERMINATED"): Promise<void> {
    record.run += 1;
    record.status = status;
    endBilling(record, deps.clock.now());
    await release(record);
  }

  async function act(id: string, action: PodAction): Promise<PodRecord> {
    const record = find(id);
    if (!allowedActions(record).includes(action)) {
      throw new Refusal(problem(409, `action ${action} is not valid while the pod is ${record.status}`));
    }
    if (action === "terminate") await terminate(record);
    else if (action === "stop") await halt(record, "EXITED");
    else await startAnew(record);
    return record;
  }

  async function startAnew(record: PodRecord): Promise<void> {
    await release(record);
    begin(record);
  }

  async function terminate(record: PodRecord): Promise<void> {
    await halt(record, "TERMINATED");
    await record.boot;
    await deps.factory.deleteVolume(record.id);
  }

  /** An edit of anything but name and lock resets a pod that runs: DOCS pods/manage-pods.mdx. */
  async function update(id: string, request: UpdateRequest): Promise<PodRecord> {
    const record = find(id);
    const { name: _name, locked: _locked, ...resetting } = request;
    record.settings = updatedSettings(record.settings, request);
    if (Object.keys(resetting).length > 0 && record.status === "RUNNING") await startAnew(record);
    return record;
  }

  async function advance(id: string): Promise<void> {
    const record = find(id);
    if (deps.start === "by-hand" && record.status === "PROVISIONING") record.status = "STARTING";
    else if (deps.start === "by-hand" && record.status === "STARTING") record.boot = boot(record);
    await record.boot;
  }

  async function close(): Promise<void> {
    closing.abort();
    await Promise.all([...records.values()].map((record) => Promise.all([record.boot, release(record)])));
  }

  return {
    create,
    find,
    act,
    update,
    advance,
    close,
    all: () => [...records.values()],
    listed: () => [...records.values()].filter(({ status }) => status !== "TERMINATED"),
    billing: () => [...records.values()].filter(isBilling),
  };
}

async function release(record: PodRecord): Promise<void> {
  const machine: PodMachine | undefined = record.machine;
  if (machine === undefined) return;
  record.previousAddress = machine.address;
  delete record.machine;
  delete record.startedAtMs;
  await machine.stop();
}

/** What RunPod adds to a pod's environment; the factory knows the public ports and adds those. */
function envOf({ id, podKey, placement, settings }: PodRecord): Record<string, string> {
  return {
    ...settings.env,
    RUNPOD_POD_ID: id,
    RUNPOD_API_KEY: podKey,
    RUNPOD_DC_ID: placement.dataCenterId,
    RUNPOD_GPU_COUNT: String(settings.gpu?.count ?? 0),
  };
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error) || error.name !== "AbortError") throw error;
}

import { podNotFound, problem, Refusal } from "./answer.ts";
import type { Placement } from "./placement.ts";
import { createPodBoot, release } from "./pod-boot.ts";
import type { CrashMode, PodLifeDeps } from "./pod-life-deps.ts";
import { createPodHistory } from "./pod-history.ts";
import {
  endBilling,
  isBilling,
  newPodRecord,
  startBilling,
  updatedSettings,
  type PodRecord,
} from "./pod-record.ts";
import { allowedActions } from "./pod-view.ts";
import type { CreateRequest, PodAction, UpdateRequest } from "./requests.ts";

/** What happens to pods; whatever takes an id throws a Refusal 404 for an unknown one. */
export type PodLife = {
  create(request: CreateRequest, placement: Placement): PodRecord;
  find(id: string): PodRecord;
  /** As the service's reads do it: a hidden one is unknown. */
  read(id: string): PodRecord;
  /** @throws Refusal 409 when the pod's status doesn't allow it. */
  act(id: string, action: PodAction): Promise<PodRecord>;
  update(id: string, request: UpdateRequest): Promise<PodRecord>;
  /** Goes one state further by hand, or waits until a pod that starts by itself runs. */
  advance(id: string): Promise<void>;
  /** @throws when its container does not run. */
  crash(id: string, mode: CrashMode): Promise<void>;
  /** As RunPod itself ends a pod, whatever its state and lock. */
  end(id: string, status: "EXITED" | "TERMINATED"): Promise<void>;
  /** Whether a pod has this network volume. */
  hasVolume(volumeId: string): boolean;
  /** The run that it is in has no GPU. */
  takeGpus(id: string): void;
  /** Its host has no public address, in this run and in later ones. */
  takeAddress(id: string): void;
  /** It lies there, whatever was asked for. */
  move(id: string, dataCenterId: string): void;
  /** Keeps it out of all reads for so long. */
  hide(id: string, forMs: number): void;
  close(): Promise<void>;
  /** Everything that was ever made, terminated pods too. */
  all(): readonly PodRecord[];
  listed(): readonly PodRecord[];
  /** What was listed then. */
  listedAt(atMs: number): readonly PodRecord[];
  /** Those that are being charged for. */
  billing(): readonly PodRecord[];
};

/** The pods of the account and what may happen to them. */
export function createPodLife(deps: PodLifeDeps): PodLife {
  const records = new Map<string, PodRecord>();
  const closing = new AbortController();
  const history = createPodHistory();
  const { isToldInTurn } = deps;
  const all = (): PodRecord[] => [...records.values()];
  const changed = (): void => history.note(all(), deps.clock.now());
  const containers = createPodBoot({ ...deps, closed: closing.signal, changed });

  function find(id: string): PodRecord {
    const record = records.get(id);
    if (record === undefined || record.status === "TERMINATED") throw new Refusal(podNotFound());
    return record;
  }

  function isShown({ status, hiddenUntilMs = 0 }: PodRecord): boolean {
    return status !== "TERMINATED" && deps.clock.now() >= hiddenUntilMs;
  }

  function create(request: CreateRequest, placement: Placement): PodRecord {
    const record = newPodRecord(request, { placement, isToldInTurn, nowMs: deps.clock.now() });
    records.set(record.id, record);
    begin(record);
    return record;
  }

  function begin(record: PodRecord): void {
    record.run += 1;
    record.status = "PROVISIONING";
    record.startedAtMs = deps.clock.now();
    startBilling(record, deps.clock.now());
    changed();
    containers.begin(record);
  }

  async function halt(record: PodRecord, status: "EXITED" | "TERMINATED"): Promise<void> {
    record.run += 1;
    record.status = status;
    if (status === "TERMINATED") record.terminatedAtMs ??= deps.clock.now();
    endBilling(record, deps.clock.now());
    const released = release(record);
    changed();
    await released;
  }

  async function act(id: string, action: PodAction): Promise<PodRecord> {
    const record = find(id);
    if (!allowedActions(record).includes(action)) {
      throw new Refusal(problem(409, `action ${action} is not valid while the pod is ${record.status}`));
    }
    if (action === "terminate") await end(record, "TERMINATED");
    else if (action === "stop") await end(record, "EXITED");
    else await startAnew(record);
    return record;
  }

  async function startAnew(record: PodRecord): Promise<void> {
    await release(record);
    begin(record);
  }

  /** A network volume outlives its pod. */
  async function end(record: PodRecord, status: "EXITED" | "TERMINATED"): Promise<void> {
    await halt(record, status);
    if (status === "EXITED") return;
    await record.boot;
    if (record.settings.mounts?.network !== undefined) return;
    await deps.factory.deleteVolume(record.id);
  }

  /** An edit of anything but name and lock resets a pod that runs: DOCS pods/manage-pods.mdx. */
  async function update(id: string, request: UpdateRequest): Promise<PodRecord> {
    const record = find(id);
    const { name: _name, locked: _locked, ...resetting } = request;
    record.settings = updatedSettings(record.settings, request);
    changed();
    if (Object.keys(resetting).length > 0 && record.status === "RUNNING") await startAnew(record);
    return record;
  }

  async function advance(id: string): Promise<void> {
    const record = find(id);
    if (deps.start === "by-hand" && record.status === "PROVISIONING") record.status = "STARTING";
    else if (deps.start === "by-hand" && record.status === "STARTING") record.boot = containers.boot(record);
    changed();
    await record.boot;
  }

  async function close(): Promise<void> {
    closing.abort();
    await Promise.all(all().map((record) => Promise.all([record.boot, release(record)])));
  }

  return {
    create,
    find,
    read(id) {
      const record = find(id);
      if (!isShown(record)) throw new Refusal(podNotFound());
      return record;
    },
    act,
    update,
    advance,
    end: (id, status) => end(find(id), status),
    hasVolume: (volumeId) =>
      all().some(({ status, settings }) => {
        return status !== "TERMINATED" && settings.mounts?.network?.[0]?.volumeId === volumeId;
      }),
    move(id, dataCenterId) {
      const record = find(id);
      record.placement = { ...record.placement, dataCenterId };
      changed();
    },
    takeGpus(id) {
      find(id).isWithoutGpu = true;
      changed();
    },
    takeAddress(id) {
      find(id).isWithoutAddress = true;
      changed();
    },
    crash: (id, mode) => containers.crash(find(id), mode),
    hide(id, forMs) {
      find(id).hiddenUntilMs = deps.clock.now() + forMs;
    },
    close,
    all,
    listed: () => all().filter(isShown),
    listedAt: (atMs) => history.asOf(atMs).filter(({ status }) => status !== "TERMINATED"),
    billing: () => all().filter(isBilling),
  };
}

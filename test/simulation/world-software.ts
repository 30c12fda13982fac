import type { TimesLeft } from "../../src/core/records/lease.ts";
import type { LabelServer } from "../../src/core/ports/label-server.ts";
import type { PodSoftware, RunningPod, SoftwareStep } from "../../src/core/ports/software.ts";
import type { ServerAddress } from "../../src/core/records/server-address.ts";
import { simulatedFailures } from "../../src/core/words/simulated.ts";
import { shellFailures } from "../../src/core/words/shell.ts";
import type { SimulatedProvider } from "../../src/simulated/provider.ts";
import type { Keys } from "../../src/core/ports/pod-keys.ts";
import type { WorldClock } from "./clock.ts";
import type { PodInUse, PodsInUse } from "./pods-in-use.ts";

export type WorldSoftwareDeps = {
  readonly clock: WorldClock;
  readonly provider: SimulatedProvider;
  readonly pods: PodsInUse;
  readonly keys: Keys;
  /** The steps as any pod has them, for their names and times. */
  readonly sample: readonly SoftwareStep[];
  /** Brings what people did there up to now into what the pod tells. */
  tellUse(pod: PodInUse): void;
  /** Right before its watchdog gets other terms, and right after. */
  renews(pod: PodInUse): void;
  renewed(pod: PodInUse): void;
  /** What its watchdog has left of the times that it goes by. */
  left(pod: PodInUse): TimesLeft | undefined;
  /** Whether nobody gets a connection to any pod's shell. */
  isCutOff(): boolean;
};

/** What is on the pods of the world, each its own; what is not up, or cut off, can't be spoken to. */
export function createWorldSoftware(deps: WorldSoftwareDeps): PodSoftware {
  const { pods, provider } = deps;

  function reach({ machine }: RunningPod): PodInUse {
    const pod = pods.get(machine.providerPodId);
    if (pod === undefined || deps.isCutOff() || !provider.isUp(machine))
      throw shellFailures.noConnection(undefined);
    return pod;
  }

  function step(index: number, like: SoftwareStep): SoftwareStep {
    const stepOn = (site: RunningPod): SoftwareStep => reach(site).software.steps[index] ?? like;
    return {
      ...like,
      look: async (site, signal) => stepOn(site).look(site, signal),
      async begin(site, signal) {
        const { state } = await stepOn(site).look(site, signal);
        await stepOn(site).begin(site, signal);
        if (like.name === "server" && state === "todo") begun(reach(site), pods);
      },
    };
  }

  return {
    steps: deps.sample.map((like, index) => step(index, like)),
    async activity(site, signal) {
      const pod = reach(site);
      deps.tellUse(pod);
      return pod.software.activity(site, signal);
    },
    stats: async (site, signal) => reach(site).software.stats(site, signal),
    lock: async (site, signal) => reach(site).software.lock(site, signal),
    async mend(site, signal) {
      const pod = reach(site);
      await pod.software.mend(site, signal);
      pods.opened(pod);
    },
    async renew(site, lease) {
      const pod = reach(site);
      deps.renews(pod);
      pod.lease = lease;
      pod.leaseAtMs = deps.clock.now();
      deps.renewed(pod);
    },
    async recall(site) {
      const pod = reach(site);
      return pod.lease?.memo ?? deps.left(pod);
    },
  };
}

/** Another server with a gate before it; nothing trains on it. */
function begun(pod: PodInUse, pods: PodsInUse): void {
  pods.endTraining(pod);
  pods.opened(pod);
}

/** MONAI Label at the address of whichever pod is there, for those with its key. */
export function createWorldServers({ clock, pods, provider, keys }: WorldSoftwareDeps): LabelServer {
  /** Undefined where nobody answers; it takes for ever where the server is frozen. */
  async function find(server: ServerAddress, signal: AbortSignal): Promise<PodInUse | undefined> {
    signal.throwIfAborted();
    const { hostname, port, pathname } = new URL(server.url);
    const listed = provider
      .listed()
      .find(({ machine }) => machine?.api.host === hostname && String(machine.api.port) === port);
    const pod = pods.get(listed?.providerPodId ?? "");
    if (pod === undefined || !isOpen(pod, clock.now()) || !opens(pod, pathname.split("/")[1] ?? ""))
      return undefined;
    if (pod.isFrozen) await clock.sleep(Number.MAX_SAFE_INTEGER, signal);
    return pod.isAnswering ? pod : undefined;
  }

  function opens({ software }: PodInUse, key: string): boolean {
    const lock = software.lastLock();
    return lock !== undefined && (key === keys.ofPeople(lock) || key === keys.ofBot(lock));
  }

  async function ask(server: ServerAddress, signal: AbortSignal): Promise<PodInUse> {
    const pod = await find(server, signal);
    if (pod === undefined) throw simulatedFailures.serverAway();
    return pod;
  }

  return {
    answers: async (server, signal) => (await find(server, signal)) !== undefined,
    info: async (server, signal) => (await ask(server, signal)).server.info(server, signal),
    async train(server, order, signal) {
      const pod = await ask(server, signal);
      const task = await pod.server.train(server, order, signal);
      pod.training = pods.trainingOf(order);
      return task;
    },
    tasks: async (server, signal) => (await ask(server, signal)).server.tasks(server, signal),
    async stopTraining(server, signal) {
      const pod = await ask(server, signal);
      await pod.server.stopTraining(server, signal);
      if (pod.training !== undefined) pod.training.endsAtMs = Math.min(pod.training.endsAtMs, clock.now());
    },
  };
}

function isOpen({ open }: PodInUse, nowMs: number): boolean {
  return (open.at(-1)?.toMs ?? 0) > nowMs;
}

import type { PodInUse, PodsInUse } from "./pods-in-use.ts";
import type { Stopwatch } from "./stopwatch.ts";
import { minuteMs, secondMs } from "./units.ts";

/** What is wrong with how the bot gives machines up, and with what goes with them. */
export type Machines = {
  up(pod: PodInUse): void;
  down(pod: PodInUse): void;
  /** People can work on it. */
  live(pod: PodInUse): void;
  /** The bot has given it up, and why it is down is that. */
  gaveUp(pod: PodInUse): void;
  /** The bot has it removed now. */
  removing(pod: PodInUse): void;
  /** Somebody wants a pod. */
  wished(): void;
  /** Somebody was told that the pod is stopped, and has not wished for one since. */
  stopped(): void;
  /** Somebody has confirmed that the team's pod goes with its volume: now, or once a fresh one has its machine. */
  allowed(how: "delete" | "fresh"): void;
  /** Its container has begun again, and with it the time in which an address may come. */
  begunAgain(pod: PodInUse): void;
  /** The bot's clock was set. */
  jumped(ms: number): void;
  wiped(): void;
};

type Deps = {
  readonly able: Stopwatch;
  readonly pods: PodsInUse;
  now(): number;
  wrong(
    name: "lostCommands" | "overBound" | "stoppedInUse" | "duplicatePods" | "lostWork",
    what: string,
  ): void;
};

/** Seen at a look of the bring-up, and removed with one call that fails. */
const unfitMs = 4 * minuteMs;
/** An address may come for so long after the container is up. */
const addressMs = 5 * minuteMs;
/** A container may be up after so long, with the pull of its image before. */
const containerMs = { secure: 10 * minuteMs, community: 15 * minuteMs } as const;
/** A machine is only taken when the one before is known to be gone. */
const twoOfOneMs = 10 * secondMs;
/** What was under way when a stop was asked for. */
const rentMs = 2 * minuteMs;

export function createMachines({ able, pods, now, wrong }: Deps): Machines {
  const unfitSince = new Map<PodInUse, number>();
  const mayGo = new Map<string, "delete" | "fresh">();
  /** After that the bot can't know of them what it needs for this. */
  const forgotten = new Set<PodInUse>();
  let freshAtMs = 0;
  let jumpedAtMs = 0;
  let stoppedAbleMs: number | undefined;

  function isAlone(pod: PodInUse): boolean {
    return !pods
      .up()
      .some(
        (other) => other.name === pod.name && now() - (other.upSinceMs ?? 0) > twoOfOneMs && other !== pod,
      );
  }

  /** By what is true: another machine of the team was up with its address since that was confirmed. */
  function isReplaced(pod: PodInUse): boolean {
    return pods.all().some((other) => other.name !== pod.name && other.reachableAtMs > freshAtMs);
  }

  function checkUnfit(pod: PodInUse): void {
    const sinceMs = unfitSince.get(pod);
    unfitSince.delete(pod);
    if (sinceMs === undefined) return;
    const lastedMs = able.readMs() - sinceMs;
    if (lastedMs > unfitMs + mayLandMs(pod))
      wrong("overBound", `${pod.id} would not do and was up for ${(lastedMs / minuteMs).toFixed(1)} min`);
  }

  return {
    wished() {
      stoppedAbleMs = undefined;
    },
    stopped() {
      stoppedAbleMs ??= able.readMs();
    },
    up(pod) {
      if (!isAlone(pod)) wrong("duplicatePods", `another machine of ${pod.name} is up`);
      if (stoppedAbleMs !== undefined && able.readMs() - stoppedAbleMs > rentMs)
        wrong("lostCommands", `${pod.id} comes up long after its stop`);
      if (isUnfit(pod) && !forgotten.has(pod)) unfitSince.set(pod, able.readMs());
    },
    down: checkUnfit,
    live(pod) {
      // One whose image took too long does after all, where nobody could give it up before.
      if (pod.oddity.pullMs !== undefined) checkUnfit(pod);
    },
    gaveUp(pod) {
      // A clock that was put forward by little while the image was pulled can't be told from time.
      const isTimeSure = pod.oddity.pullMs === undefined || jumpedAtMs < (pod.upSinceMs ?? 0);
      if (isAsAskedFor(pod) && isTimeSure)
        wrong("stoppedInUse", `${pod.id} was given up although it was as asked for`);
    },
    removing(pod) {
      if (!pod.wasLive || pod.isOnNetworkVolume) return;
      const how = mayGo.get(pod.id);
      if (how === "delete" || (how === "fresh" && isReplaced(pod))) return;
      wrong("lostWork", `${pod.id} is removed, and nobody has said yes to that`);
    },
    allowed(how) {
      if (how === "fresh") freshAtMs = now();
      for (const { id } of pods.all()) if (mayGo.get(id) !== "delete") mayGo.set(id, how);
    },
    begunAgain(pod) {
      if (pod.oddity.hasAddress === false && unfitSince.has(pod)) unfitSince.set(pod, able.readMs());
    },
    jumped(ms) {
      if (ms > 0) jumpedAtMs = now();
      for (const [pod, sinceMs] of unfitSince) unfitSince.set(pod, sinceMs + Math.max(0, -ms));
    },
    wiped() {
      stoppedAbleMs = undefined;
      unfitSince.clear();
      for (const pod of pods.all()) forgotten.add(pod);
    },
  };
}

/** Whether nobody can work on it, or nobody has to: a pod whose work lies on its host goes on there with another GPU. */
function isUnfit(pod: PodInUse): boolean {
  const { oddity, isOnNetworkVolume, runs } = pod;
  if (isAsAskedFor(pod)) return false;
  return (
    oddity.pullMs !== undefined ||
    oddity.gpuCount === 0 ||
    oddity.hasAddress === false ||
    isOnNetworkVolume ||
    runs === 1
  );
}

/** A pull that ends in time is nothing odd. */
function isAsAskedFor({ oddity: { pullMs = 0, ...others }, cloud }: PodInUse): boolean {
  return Object.keys(others).length === 0 && pullMs < containerMs[cloud];
}

/** For how long a machine that will not do may be waited for. */
function mayLandMs({ oddity, cloud }: PodInUse): number {
  return (
    (oddity.pullMs === undefined ? 0 : containerMs[cloud]) + (oddity.hasAddress === false ? addressMs : 0)
  );
}

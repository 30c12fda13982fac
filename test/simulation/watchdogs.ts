import type { TimesLeft } from "../../src/core/records/lease.ts";
import type { WorldClock } from "./clock.ts";
import type { PodInUse, PodsInUse } from "./pods-in-use.ts";
import type { Presence } from "./presence.ts";
import { secondMs } from "./units.ts";
import {
  begunWatchdog,
  decideWatchdog,
  earliestStop,
  resumeWatchdog,
  savedWatchdog,
  stateOfSaved,
  type WatchdogState,
  type WatchdogUse,
} from "./watchdog.ts";

export type Watchdogs = {
  /** Its container has begun, and with `isAfresh` without what an earlier one had written onto its own disk. */
  began(pod: PodInUse, isAfresh: boolean): void;
  renewed(pod: PodInUse): void;
  ended(pod: PodInUse): void;
  /** What is left of the times that it goes by; undefined where there is none. */
  left(pod: PodInUse): TimesLeft | undefined;
};

export type WatchdogDeps = {
  readonly clock: WorldClock;
  readonly pods: PodsInUse;
  readonly presence: Presence;
  isUnknown(pod: PodInUse): boolean;
  /** Asks the provider for the stop, which may fail or be ignored. */
  stop(pod: PodInUse, reason: "idle" | "limit"): Promise<void>;
};

const tickS = 15;
const retryMs = 30 * secondMs;

type Watch = { state: WatchdogState; cancel: () => void };

/** A watchdog on each pod, which looks every 15 s; looks that can decide nothing are left out. */
export function createWatchdogs({ clock, pods, presence, isUnknown, stop }: WatchdogDeps): Watchdogs {
  const watches = new Map<string, Watch>();
  const nowS = (): number => clock.now() / secondMs;

  function useOf(pod: PodInUse): WatchdogUse {
    const isTraining = pod.training !== undefined && pod.training.endsAtMs > clock.now();
    if (isTraining || presence.shellsAt(pod, clock.now()) > 0) return "used";
    return isUnknown(pod) ? "unknown" : "unused";
  }

  /** What earlier looks have seen, each to the tick before. */
  function lastUseS(pod: PodInUse, state: WatchdogState): number {
    const endedMs = Math.max(
      presence.lastShellMs(pod, clock.now()),
      Math.min(pod.training?.endsAtMs ?? 0, clock.now()),
    );
    return Math.max(
      state.lastUse,
      presence.lastActMs(pod, clock.now()) / secondMs,
      endedMs / secondMs - tickS,
    );
  }

  /** A container that has lost its disk goes by what its watchdog has written onto the volume. */
  function beginning({ firstTerms }: PodInUse, before: Watch | undefined): WatchdogState {
    if (before === undefined) return begunWatchdog(firstTerms, nowS());
    return stateOfSaved(resumeWatchdog(savedWatchdog(before.state, nowS()), 0, firstTerms), nowS());
  }

  function plan(pod: PodInUse, watch: Watch): void {
    watch.cancel();
    const ticks = Math.max(1, Math.ceil((earliestStop(watch.state) - nowS()) / tickS));
    watch.cancel = clock.at(clock.now() + ticks * tickS * secondMs, () => look(pod, watch));
  }

  function look(pod: PodInUse, watch: Watch): void {
    const state = { ...watch.state, lastUse: lastUseS(pod, watch.state) };
    const decided = decideWatchdog(state, { now: nowS(), use: useOf(pod) });
    watch.state = decided.state;
    if (decided.decision === "wait") {
      plan(pod, watch);
      return;
    }
    void ask(pod, watch, decided.reason);
  }

  /** Again and again: whoever can still ask has not been stopped. */
  async function ask(pod: PodInUse, watch: Watch, reason: "idle" | "limit"): Promise<void> {
    watch.cancel = clock.at(clock.now() + retryMs, () => void ask(pod, watch, reason));
    await stop(pod, reason);
  }

  return {
    began(pod, isAfresh) {
      const before = watches.get(pod.id);
      if (before !== undefined && !isAfresh) return;
      before?.cancel();
      const watch: Watch = { state: beginning(pod, before), cancel: () => {} };
      watches.set(pod.id, watch);
      plan(pod, watch);
    },
    renewed(pod) {
      const watch = watches.get(pod.id);
      if (watch === undefined || pod.lease === undefined || pods.get(pod.id)?.upSinceMs === undefined) return;
      watch.state = begunWatchdog(pod.lease, nowS(), watch.state.lastUse);
      plan(pod, watch);
    },
    left(pod) {
      const watch = watches.get(pod.id);
      if (watch === undefined) return undefined;
      const { keepLeftS, limitLeftS } = savedWatchdog(watch.state, nowS());
      return { keepS: keepLeftS, limitS: limitLeftS };
    },
    ended(pod) {
      watches.get(pod.id)?.cancel();
      watches.delete(pod.id);
    },
  };
}

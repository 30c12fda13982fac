import type { SimulatedProvider } from "../../src/simulated/provider.ts";
import type { SimulatedQueue } from "../../src/simulated/queue.ts";
import type { WorldClock } from "./clock.ts";
import type { FaultBoard } from "./fault-board.ts";
import type { Store } from "../../src/core/ports/store.ts";
import type { Keyring } from "./keyring.ts";
import type { Judge } from "./judge-types.ts";
import type { Market } from "./market.ts";
import type { PodInUse, PodsInUse } from "./pods-in-use.ts";
import type { Watchdogs } from "./watchdogs.ts";

/** What an episode may break. */
export type EpisodeDeps = {
  readonly clock: WorldClock;
  readonly board: FaultBoard;
  readonly provider: SimulatedProvider;
  readonly keyring: Keyring;
  readonly pods: PodsInUse;
  readonly queue: SimulatedQueue;
  readonly watchdogs: Watchdogs;
  readonly market: Market;
  readonly store: Store;
  readonly judge: Judge;
  /** Sets the bot's clock forward, or back. */
  setClock(byMs: number): void;
  /** The bot's machine sleeps. */
  sleep(forMs: number): void;
  kill(forMs: number): void;
  wipeRedis(): void;
  /** Redis throws all records of this kind away. */
  evict(kind: "slots" | "pods"): void;
  /** Somebody stops it in the provider's console. */
  stopOutside(pod: PodInUse): Promise<void>;
  /** Its container has lost its disk, which may be a start: its watchdog gives it the time of one. */
  lostDisk(pod: PodInUse): void;
  /** The provider tells the account's balance no more. */
  balanceUntold(): void;
  /** Who can do what may have changed. */
  changed(): void;
};

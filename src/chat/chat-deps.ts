import type { CommandDefinition } from "../commands/define.ts";
import type { Clock } from "../core/common/clock.ts";
import type { Log } from "../core/common/log.ts";
import type { OpenCollection } from "../core/ports/collection.ts";
import type { Keys } from "../core/ports/pod-keys.ts";
import type { PlatformHealth } from "./platform-health.ts";
import type { PlacedCard } from "../core/ports/store.ts";
import type { TeamId } from "../core/records/ids.ts";
import type { Dispatch } from "../core/records/invocation.ts";

/** What every chat platform works with. */
export type ChatDeps = {
  readonly teamId: TeamId;
  readonly dispatch: Dispatch;
  readonly commands: readonly CommandDefinition[];
  readonly messages: OpenCollection<PlacedCard>;
  /** Puts the keys of pods in, for whoever reads a card. */
  readonly keys: Keys;
  readonly clock: Clock;
  readonly log: Log;
};

/** What one that is out of this machine works with as well. */
export type PlatformDeps = ChatDeps & {
  /** Hears whether it works. */
  readonly health: PlatformHealth;
};

import type { TeamId, InstanceId } from "../core/records/ids.ts";
import type { Keys } from "../core/ports/pod-keys.ts";
import type { Provider } from "../core/ports/provider.ts";
import type { Chat } from "../core/ports/chat.ts";
import type { Clock } from "../core/common/clock.ts";
import type { JobQueue } from "../core/ports/queue.ts";
import type { LabelServer } from "../core/ports/label-server.ts";
import type { LateUses } from "../core/idle/late-uses.ts";
import type { Log } from "../core/common/log.ts";
import type { PodSoftware } from "../core/ports/software.ts";
import type { Reach } from "../core/ports/reach.ts";
import type { Settings } from "../core/records/settings.ts";
import type { Store } from "../core/ports/store.ts";

/** What a job works with; built once in `app.ts`. */
export type JobContext = {
  readonly clock: Clock;
  readonly log: Log;
  readonly store: Store;
  readonly queue: JobQueue;
  readonly chat: Chat;
  readonly reach: Reach;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly software: PodSoftware;
  readonly labelServer: LabelServer;
  readonly keys: Keys;
  /** The same for all commands and jobs of a process. */
  readonly lateUses: LateUses;
  readonly settings: Settings;
  /** The team that this deployment serves. */
  readonly teamId: TeamId;
  /** Names this deployment's pods. */
  readonly instanceId: InstanceId;
  /** Names this life of the bot's process. */
  readonly bootId: string;
  /** Aborts when the bot shuts down; jobs are run again after the next start. */
  readonly shutdown: AbortSignal;
};

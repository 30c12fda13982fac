import type { PacsPlace } from "../core/access/pacs-login.ts";
import type { InstanceId } from "../core/records/ids.ts";
import type { Keys } from "../core/ports/pod-keys.ts";
import type { Provider } from "../core/ports/provider.ts";
import type { Chat } from "../core/ports/chat.ts";
import type { Clock } from "../core/common/clock.ts";
import type { JobQueue } from "../core/ports/queue.ts";
import type { LabelServer } from "../core/ports/label-server.ts";
import type { LateUses } from "../core/idle/late-uses.ts";
import type { Log } from "../core/common/log.ts";
import type { Reach } from "../core/ports/reach.ts";
import type { Settings } from "../core/records/settings.ts";
import type { Store } from "../core/ports/store.ts";

/** What a command works with: all of it but the provider answers or fails within a second. */
export type CommandContext = {
  readonly clock: Clock;
  readonly log: Log;
  readonly store: Store;
  readonly queue: JobQueue;
  readonly chat: Chat;
  readonly reach: Reach;
  readonly labelServer: LabelServer;
  readonly keys: Keys;
  /** The same for all commands and jobs of a process. */
  readonly lateUses: LateUses;
  /** Where new pods are made. */
  readonly provider: Provider;
  readonly settings: Settings;
  /** Where the login at the PACS belongs; undefined without a login. */
  readonly pacs?: PacsPlace | undefined;
  readonly instanceId: InstanceId;
  readonly bootId: string;
  /** A short random id, for pods, trainings and confirmations. */
  newId(): string;
};

import { diskCard } from "../core/cards/disk-card.ts";
import type { Clock } from "../core/common/clock.ts";
import { describeError } from "../core/common/errors.ts";
import { keepDoing } from "../core/common/keep-doing.ts";
import type { Log } from "../core/common/log.ts";
import type { Chat } from "../core/ports/chat.ts";
import type { TeamId } from "../core/records/ids.ts";
import type { OpenRedis } from "../setup/redis-options.ts";

type Options = {
  readonly redis: Pick<OpenRedis, "disk">;
  readonly teamId: TeamId;
  readonly chat: Pick<Chat, "show">;
  readonly clock: Clock;
  readonly log: Log;
};

const lookEveryMs = 5000;

/** Tells the team that the bot can't write to its disk, and when it can again, each once. */
export function watchDisk({ redis, teamId, chat, clock, log }: Options): AsyncDisposable {
  let told: ReturnType<OpenRedis["disk"]>;
  return keepDoing({
    clock,
    everyMs: lookEveryMs,
    async work() {
      const disk = redis.disk();
      if (disk === undefined || disk === told) return;
      await chat.show(diskCard({ teamId, ...disk }));
      told = disk;
    },
    onFailure: (error) => log.warn("the full disk can't be told", describeError(error)),
  });
}

import type { TeamId, InstanceId } from "../core/records/ids.ts";
import { abandonedCard } from "../core/cards/abandoned-card.ts";
import type { Clock } from "../core/common/clock.ts";
import { describeError } from "../core/common/errors.ts";
import { keepDoing } from "../core/common/keep-doing.ts";
import type { Log } from "../core/common/log.ts";
import type { Chat } from "../core/ports/chat.ts";
import { abandonedLine } from "../core/words/abandoned.ts";
import { aliveMs, type AbandonedInstance, type Instances } from "../store/instances.ts";

type Options = {
  readonly instances: Instances;
  readonly instanceId: InstanceId;
  readonly teamId: TeamId;
  readonly chat: Pick<Chat, "show">;
  readonly clock: Clock;
  readonly log: Log;
  report(line: string): void;
};

/**
 * Gives signs of life, and tells the team of pods that another instance on this Redis has written down while nobody runs behind
 * it. It looks at the start and once more when an instance that was killed just now has lost its sign of life; later on an
 * instance without one is just a bot that somebody has ended.
 */
export async function watchInstances(options: Options): Promise<AsyncDisposable> {
  const { instances, clock, log } = options;
  const startedAtMs = clock.now();
  const told = new Set<string>();
  let looksLeft = 2;

  async function work(): Promise<void> {
    await instances.announce();
    const isDue = looksLeft === 2 || (looksLeft === 1 && clock.now() - startedAtMs > aliveMs);
    if (!isDue) return;
    for (const abandoned of await instances.abandoned()) {
      if (told.has(abandoned.instanceId)) continue;
      await tell(abandoned, options);
      told.add(abandoned.instanceId);
    }
    looksLeft -= 1;
  }

  const onFailure = (error: unknown): void =>
    log.warn("the instances on this Redis can't be seen to", describeError(error));
  // What fails now is done again soon; no start fails of it.
  await work().catch(onFailure);
  const kept = keepDoing({ clock, everyMs: aliveMs / 3, work, onFailure });
  return {
    async [Symbol.asyncDispose]() {
      await kept[Symbol.asyncDispose]();
      await instances.leave().catch(onFailure);
    },
  };
}

async function tell({ instanceId, pods }: AbandonedInstance, options: Options): Promise<void> {
  const facts = { teamId: options.teamId, instanceId, ownId: options.instanceId, pods };
  options.log.warn("pods of an instance that does not run", { instance: instanceId, pods: pods.length });
  await options.chat.show(abandonedCard(facts));
  options.report(abandonedLine(facts));
}

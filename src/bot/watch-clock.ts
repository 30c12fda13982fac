import { clockCard } from "../core/cards/clock-card.ts";
import { describeError } from "../core/common/errors.ts";
import { keepDoing } from "../core/common/keep-doing.ts";
import type { Log } from "../core/common/log.ts";
import type { Chat } from "../core/ports/chat.ts";
import type { Provider } from "../core/ports/provider.ts";
import type { TeamId } from "../core/records/ids.ts";
import { clockWords, type WrongClock } from "../core/words/clock.ts";
import type { SystemClock } from "../system/clock.ts";

type Time = Pick<SystemClock, "now" | "sleep" | "deadline" | "isConfirmed" | "heard">;

type Sources = {
  readonly clock: Time;
  readonly providers: ReadonlyMap<string, Provider>;
  /** In milliseconds since 1970. @throws UserFacingError or others, while Redis is away */
  redisTimeMs(): Promise<number>;
  readonly log: Log;
};

type Options = Sources & {
  readonly clock: Pick<SystemClock, "machineAheadMs">;
  readonly teamId: TeamId;
  /** Names this life of the bot. */
  readonly bootId: string;
  readonly isChecked: boolean;
  readonly chat: Pick<Chat, "show">;
  report(line: string): void;
};

const askMs = 5_000;
/** Two answers have to be apart. */
const againMs = 6_000;
const tries = 4;
/** Less is worth nobody's while. */
const wrongMs = 60_000;

/** Asks what time it is before anything goes by it; a right clock takes one answer. Goes on without where nobody tells. */
export async function learnTime(sources: Sources, signal: AbortSignal): Promise<void> {
  const { clock, log } = sources;
  for (let left = tries; !clock.isConfirmed() && left > 0; left -= 1) {
    if (left < tries) await clock.sleep(againMs, signal);
    if (!(await ask(sources, signal))) break;
  }
  if (!clock.isConfirmed()) log.warn("nobody has told the time yet, so nothing ends by it");
}

/** Sees to it that a doubt of the time ends soon, and tells once when this machine's clock is wrong, and that it is right again. */
export function watchClock(options: Options): AsyncDisposable {
  const { clock, log, isChecked, bootId, teamId, chat, report } = options;
  let times = 0;
  let told: WrongClock | undefined;

  async function work(signal: AbortSignal): Promise<void> {
    if (!clock.isConfirmed()) await ask(options, signal);
    if (!clock.isConfirmed()) return;
    const aheadMs = clock.machineAheadMs();
    const isWrong = Math.abs(aheadMs) >= wrongMs;
    if (isWrong && Math.abs(aheadMs - (told?.aheadMs ?? 0)) >= wrongMs) await tell({ aheadMs, isChecked });
    if (!isWrong && told !== undefined) await tellOver();
  }

  async function tell(wrong: WrongClock): Promise<void> {
    if (told === undefined) times += 1;
    await chat.show(clockCard({ teamId, id: `${bootId}-${times}`, wrong }));
    told = wrong;
    log.warn("this machine's clock is wrong", { ...wrong });
    report(`${clockWords.title()}: ${clockWords.wrong(wrong)}`);
  }

  async function tellOver(): Promise<void> {
    await chat.show(clockCard({ teamId, id: `${bootId}-${times}` }));
    told = undefined;
    log.info("this machine's clock is right again");
  }

  const onFailure = (error: unknown): void => log.warn("the time can't be seen to", describeError(error));
  return keepDoing({ clock, everyMs: askMs, work, onFailure });
}

/** Whether a provider has answered; each answer of one, and Redis', is heard by the clock. */
async function ask(sources: Sources, signal: AbortSignal): Promise<boolean> {
  const { clock, providers } = sources;
  const until = clock.deadline(askMs, signal);
  const rented = [...providers.values()].filter(({ billing }) => billing !== undefined);
  const [, ...answers] = await Promise.allSettled([
    askRedis(sources),
    ...rented.map(async ({ pods }) => pods.list(until)),
  ]);
  signal.throwIfAborted();
  return answers.some(({ status }) => status === "fulfilled");
}

async function askRedis({ clock, redisTimeMs }: Sources): Promise<void> {
  const askedAtMs = clock.now();
  const atMs = await redisTimeMs();
  clock.heard({ source: "redis", atMs, exactToMs: 0, tookMs: clock.now() - askedAtMs });
}

import type { Card } from "../../src/core/records/card.ts";
import type { Reply } from "../../src/core/records/invocation.ts";
import type { Pod } from "../../src/core/records/pod.ts";
import type { Audience } from "./audience.ts";
import type { Blackouts } from "./blackouts.ts";
import type { WorldClock } from "./clock.ts";
import type { Figures, WrongName } from "./figures.ts";
import type { Outage, PodEnd } from "./judge-use.ts";
import type { KeyAlarms } from "./key-alarms.ts";
import type { PodInUse, PodsInUse } from "./pods-in-use.ts";
import type { Rules } from "./rules.ts";
import type { Stopwatch } from "./stopwatch.ts";
import type { Story } from "./story.ts";
import type { Truth } from "./truth.ts";

export type JudgeDeps = {
  readonly audience: Audience;
  readonly clock: WorldClock;
  /** Time in which there was a bot that could act. */
  readonly able: Stopwatch;
  readonly story: Story;
  readonly pods: PodsInUse;
  readonly truth: Truth;
  readonly rules: Rules;
  /** Whether the provider has the machine, up or not. */
  isThere(id: string): boolean;
};

/** Looks at what is true of the pods, and at what people are told; what the bot has written down is no evidence. */
export type Judge = {
  readonly figures: Figures;
  /** Time in which there was a bot that could act. */
  ableMs(): number;
  /** Whether there is a bot that can act, one that can be heard, one that its provider answers, and one that sees what is done on pods. */
  able(now: { isAble: boolean; isHeard: boolean; isAnswered: boolean; isSighted: boolean }): void;
  /** What the team is to be told of the provider's key. */
  readonly keys: KeyAlarms;
  up(pod: PodInUse): void;
  down(pod: PodInUse, by: PodEnd["reason"]): void;
  /** Right after that, when it no longer counts. */
  afterDown(): void;
  /** Somebody or something begins to use whatever is up. */
  beforeUse(): void;
  /** A record of the bot changed: the moment of its decision. */
  recorded(before: Pod | undefined, after: Pod): void;
  shown(card: Card): void;
  answered(line: string, reply: Reply, tookMs: number): void;
  unanswered(line: string): void;
  outage(outage: Outage): void;
  /** A life of the bot begins. */
  begins(): void;
  /** Somebody wants a pod. */
  wished(): void;
  /** Somebody says yes to what a command has asked. */
  confirmed(line: string): void;
  /** The bot has a machine removed with what is on it. */
  removing(pod: PodInUse): void;
  wrong(name: WrongName, what: string): void;
  /** What keeps the bot from knowing what its pods do. */
  readonly blackouts: Blackouts;
  /** The provider tells the account's balance no more. */
  balanceUntold(): void;
  wiped(): void;
  /** The container of a pod that is up has begun again. */
  begunAgain(pod: PodInUse): void;
  end(): void;
};

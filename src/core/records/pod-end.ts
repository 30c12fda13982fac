import type { Failure } from "./step.ts";
import type { Person } from "./text.ts";

/** What was said of one pod's end, over the team's settings. */
export type PodPolicy = {
  readonly idleMs?: number;
  readonly graceMs?: number;
  /** The end of its maximum lifetime in this run, put off by an admin. */
  readonly limitAtMs?: number;
};

/** Said to the team once; the pod stops then unless it is used or kept. */
export type Warning = {
  readonly stopAtMs: number;
  readonly isLastCall?: true;
  /** Nobody could be shown the one before it in time; it is not put off again. */
  readonly isPutOff?: true;
  /** The grace would have ended after the pod's maximum lifetime, which is its stop whatever goes on. */
  readonly isAtLimit?: true;
};

/** Said of the end of its maximum lifetime so long before. */
export type LimitNotice = { readonly stopAtMs: number; readonly leadMs: number };

export type Told = { readonly warning?: Warning; readonly notice?: LimitNotice };

export type Stop = {
  readonly reason: StopReason;
  readonly volume: "keep" | "delete";
  readonly askedAtMs: number;
  readonly by?: Person;
  readonly attempts: number;
  readonly alarmedAtMs?: number;
  /** Somebody has come back to the pod: since then the provider is not asked to stop it. */
  readonly heldSinceMs?: number;
  /** What the last attempt failed with. */
  readonly cause?: Pick<Failure, "code" | "sentence">;
};

export type StopReason =
  | "asked"
  | "idle"
  | "hard-limit"
  | "failed"
  | "outside"
  | "delete"
  /** It was found stopped after a time in which labelpod could not look after it. */
  | "watchdog"
  /** Another pod of the team was up. */
  | "duplicate"
  /** The provider carried out a stop that had been called off. */
  | "called-off"
  /** An admin has given it up, since the provider's key is not shown it: it may be there still. */
  | "forgotten";

/** All durations in milliseconds, all times in milliseconds since 1970. */
export type IdlePolicy = {
  readonly idleMs: number;
  readonly graceMs: number;
  /** The end of the pod's maximum lifetime. */
  readonly limitAtMs: number;
};

export type Keeping = {
  readonly untilMs: number;
  /** Another end of its maximum lifetime. */
  readonly limitAtMs?: number;
};

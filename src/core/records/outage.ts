import type { CrashReading } from "./use.ts";

/** A row of crashes of MONAI Label on a live pod, or one time that it was gone, as it is told to the channel. */
export type Outage = {
  /** From 1 within a run of the pod; it names the message. */
  readonly number: number;
  readonly state: "down" | "up";
  readonly firstAtMs: number;
  readonly lastAtMs: number;
  /** Absent where neither server nor gate was there any more. */
  readonly crash?: Crash;
  /** The one before, where that was still open: its message points to this one. */
  readonly replaced?: Outage;
};

export type Crash = Pick<CrashReading, "count" | "failure" | "reference" | "endedTraining">;

import type { Clock } from "../../../src/core/common/clock.ts";
import type { PodFactory } from "./pod-machine.ts";

export type PodLifeDeps = {
  readonly clock: Pick<Clock, "now" | "sleep">;
  readonly factory: PodFactory;
  /** `by-hand`: a pod goes on only when the test says `advance`. */
  readonly start: "by-hand" | { readonly delayMs: number };
  /** Whether the states on the way are told; else a pod is called RUNNING from its create on. */
  readonly isToldInTurn: boolean;
  /** Where the twin itself is reached on this machine. */
  readonly origin: string;
  /** Told when a machine could not be made. */
  onBootError(podId: string, error: unknown): void;
};

/** `again`: its container starts anew at once. `for ever`: each new one crashes too, until the pod is stopped. */
export type CrashMode = "again" | "for ever";

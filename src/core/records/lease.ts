import type { PodId, TeamId } from "./ids.ts";
import type { LeaseTerms } from "./lease-terms.ts";
import type { Person } from "./text.ts";
import type { PodRequest } from "./pod-request.ts";
import type { Run } from "./run.ts";
import type { PodPolicy } from "./pod-end.ts";
import type { PersonKey } from "./person-key.ts";
import type { Use } from "./use.ts";

/** As it lies on the pod; what is not in the terms is for a bot that has lost its memory. */
export type Lease = LeaseTerms & {
  /** Another number at each renewal. */
  readonly renewal: number;
  readonly memo: PodMemo;
};

/** What the watchdog of a pod that has lost its lease knows still of what was promised of it. */
export type TimesLeft = Pick<LeaseTerms, "keepS" | "limitS">;

/** What a pod's record can be made anew from. */
export type PodMemo = {
  readonly teamId: TeamId;
  readonly podId: PodId;
  readonly askedBy: Person;
  readonly request: PodRequest;
  readonly run: Pick<Run, "number" | "startedAtMs" | "paidFromMs" | "liveAtMs">;
  readonly restarts?: number;
  readonly rotations?: number;
  readonly policy?: PodPolicy;
  readonly sshKeys?: readonly PersonKey[];
  readonly use?: Pick<Use, "lastUseAtMs" | "keepUntilMs">;
};

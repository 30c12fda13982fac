import type { Pod, StartingPod, WantedPod } from "../../core/records/pod.ts";
import type { StepName } from "../../core/records/step.ts";
import type { Provider } from "../../core/ports/provider.ts";
import type { StepLook, RunningPod } from "../../core/ports/software.ts";
import type { JobContext } from "../context.ts";
import { type ReachedPod, isReached } from "../../core/records/server-address.ts";
import { failures } from "../../core/words/errors.ts";
import { checkBudget } from "../../core/money/check-budget.ts";

/** What a step works with. */
export type StepWork = {
  readonly pod: Pod;
  readonly provider: Provider;
  readonly context: JobContext;
  readonly signal: AbortSignal;
  /**
   * Changes the record at once, for what must not be lost, such as a rented machine's id; undefined leaves it. Returns what is
   * stored now. @throws UserFacingError where there is no record any more
   */
  save(change: (pod: StartingPod) => WantedPod | undefined): Promise<Pod>;
  /** What the record says now. @throws UserFacingError where there is none any more */
  reload(): Promise<Pod>;
};

/** One step of a bring-up; `look` is asked first and `begin` only for what is still to do. */
export type PodStep = {
  readonly name: StepName;
  readonly expectedMs: number;
  readonly timeoutMs: number;
  look(work: StepWork): Promise<StepLook>;
  begin(work: StepWork): Promise<void>;
};

/** The pod of a step that comes after its machine is known. @throws UserFacingError where it is not */
export function reached(pod: Pod): ReachedPod {
  if (!isReached(pod)) throw failures.machineVanished();
  return pod;
}

/** The same as software works on it. @throws UserFacingError */
export function runningPod({ pod, provider }: Pick<StepWork, "pod" | "provider">): RunningPod {
  return { pod, machine: reached(pod).run.machine, shell: provider.shell };
}

/** Right before a machine is paid for: the rest of the budget may have been spent while the pod waited. @throws UserFacingError */
export async function keepToBudget({ pod, provider, context }: StepWork): Promise<void> {
  if (pod.run.isBeyondBudget === true || provider.billing === undefined) return;
  await checkBudget(context, pod.teamId, context.clock.now());
}

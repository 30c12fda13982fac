import type { Pod } from "../../core/records/pod.ts";
import type { Provider } from "../../core/ports/provider.ts";
import type { StepLook } from "../../core/ports/software.ts";
import type { JobContext } from "../context.ts";

/** What a step works with. */
export type StepWork = {
  readonly pod: Pod;
  readonly provider: Provider;
  readonly context: JobContext;
  readonly signal: AbortSignal;
  /** Changes the record at once, for what must not be lost, such as a rented machine's id. */
  save(change: (pod: Pod) => Pod): Promise<Pod>;
};

/** One step of a bring-up; `look` is asked first and `begin` only for what is still to do. */
export type PodStep = {
  readonly name: string;
  readonly expectedMs: number;
  readonly timeoutMs: number;
  look(work: StepWork): Promise<StepLook>;
  begin(work: StepWork): Promise<void>;
};

import type { PodId } from "./ids.ts";

/** What a pod's keys are made from: another run, or another change of the key, is another lock. */
export type Lock = { readonly podId: PodId; readonly run: number; readonly rotation: number };

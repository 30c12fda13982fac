import type { Cloud } from "./machine.ts";

/** A machine that was paid for and did not get ready. */
export type BadDraw = {
  readonly gpuName: string;
  readonly cloud: Cloud;
  /** Where it was, as far as that was told. */
  readonly dataCenterId?: string;
  readonly atMs: number;
};

/** The team's one record of them, the latest last. */
export type BadDraws = { readonly draws: readonly BadDraw[] };

/** The team's record has this id. */
export const badDrawsId = "machines";

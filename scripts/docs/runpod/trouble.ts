import type { UserFacingError } from "../../../src/core/common/errors.ts";

/** What the channel reads: a failure, any other words, the step that goes on meanwhile, or nothing at all. */
export type Reading =
  | { readonly failure: UserFacingError }
  | { readonly words: string }
  | { readonly step: string }
  | "nothing";

/** One way in which RunPod fails people. */
export type Trouble = {
  /** What RunPod does. */
  readonly happens: string;
  /** What labelpod does then, without anybody. */
  readonly does: string;
  readonly reads: Reading;
  /** How many pods RunPod bills afterwards. */
  readonly bills: 0 | 1;
};

/** By name; the name of a fault of RunPod's twin where one such fault is all of it. */
export type Troubles = Readonly<Record<string, Trouble>>;

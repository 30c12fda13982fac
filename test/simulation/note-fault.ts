import type { Fault } from "./faults.ts";
import type { Story } from "./story.ts";
import { secondMs } from "./units.ts";

/** With its number, by which a run can be had without it. */
export function noteFault(story: Story, { id, kind, lastsMs }: Fault, call?: string): void {
  if (!story.isKept) return;
  const met = call === undefined ? "" : `, met by ${call}`;
  const length =
    lastsMs > 0 && lastsMs < Number.POSITIVE_INFINITY ? ` (${Math.round(lastsMs / secondMs)} s)` : "";
  story.tell("fault", `${id}: ${kind}${length}${met}`);
}

import type { Line } from "../records/text.ts";

/** What the team reads while the bot's disk takes nothing. */
export const diskWords = {
  title: (isFull: boolean) => (isFull ? "labelpod's disk is full" : "labelpod's disk has room again"),
  lines: (isFull: boolean, changes: number): readonly Line[] =>
    isFull ? [[full], [mend]] : [[`${changes} changes that were in memory alone are on the disk now.`]],
} as const;

const full =
  "The disk of labelpod's data folder is full or can't be written. Pods are watched and stopped as always, but what happens now is in memory alone.";
const mend =
  "Make room on that disk. Until then, don't restart its machine: what a pod may cost meanwhile would have to be looked up in the provider's console.";

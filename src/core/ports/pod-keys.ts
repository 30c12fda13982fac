import type { Lock } from "../records/pod-lock.ts";

/** The keys of pods, made anew from a secret of this instance whenever one is needed, so that nothing has to keep one. */
export type Keys = {
  /** What people have in their URL. */
  ofPeople(lock: Lock): string;
  /** What the bot itself calls with; a change of the people's key leaves it as it is. */
  ofBot(lock: Lock): string;
};

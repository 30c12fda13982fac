import { createLane, type Lane } from "./lane.ts";
import type { MessageTransport } from "../message-transport.ts";

/** `looks`: what finds and removes messages, for which a platform's limit of edits is within its limits. */
export type LaneName = "posts" | "edits" | "oldEdits" | "looks";

/** The lanes of one platform; one that is full or held keeps no other back. */
export type Lanes = Readonly<Record<LaneName, Lane>> & {
  /** Those that a request belongs to: an edit of an old message is an edit too. */
  namesOf(name: LaneName): readonly LaneName[];
  /** Until a request may go, in milliseconds; infinite while one is under way that the others wait for. */
  waitMs(asking: { readonly lane: LaneName; readonly isNeeded: boolean }): number;
  /** The same for what refusals alone ask for. */
  heldMs(name: LaneName): number;
  /** Takes a place in each lane that a request belongs to; the returned function says that it has ended. */
  begin(name: LaneName): () => void;
  /** Ends the pauses that nobody asked for. */
  cut(): void;
};

/** @param now milliseconds that never run back */
export function createLanes(rates: MessageTransport["rates"], now: () => number): Lanes {
  const byName = {
    posts: createLane(rates.posts, now),
    edits: createLane(rates.edits, now),
    oldEdits: createLane(rates.oldEdits, now),
    looks: createLane(rates.edits, now),
  };

  return {
    ...byName,
    namesOf,
    waitMs({ lane, isNeeded }) {
      // An old one leaves a place for a fresh one, unless it must be seen.
      const asEditMs = lane === "oldEdits" ? byName.edits.waitMs(isNeeded ? 1 : 2) : 0;
      return Math.max(byName[lane].waitMs(), asEditMs);
    },
    heldMs: (name) => Math.max(...namesOf(name).map((each) => byName[each].hold.waitMs())),
    begin(name) {
      const ends = namesOf(name).map((each) => byName[each].begin());
      return () => {
        for (const end of ends) end();
      };
    },
    cut() {
      for (const { hold } of Object.values(byName)) hold.cut();
    },
  };
}

function namesOf(name: LaneName): readonly LaneName[] {
  return name === "oldEdits" ? ["oldEdits", "edits"] : [name];
}

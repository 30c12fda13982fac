import type { ChatTrouble, Reach } from "../core/ports/reach.ts";

/** A team that sees each card at once, until told otherwise. */
export type SimulatedReach = Reach & {
  troubled: readonly ChatTrouble[];
  /** Whether nobody is shown anything from now on. */
  isUnseen: boolean;
};

export function createSimulatedReach(): SimulatedReach {
  const reach: SimulatedReach = {
    troubled: [],
    isUnseen: false,
    troubles: () => reach.troubled,
    firstShownAtMs: async () => (reach.isUnseen ? undefined : 0),
  };
  return reach;
}

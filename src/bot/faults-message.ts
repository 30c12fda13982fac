import { guardianCard, guardianIdOf } from "../core/cards/guardian-card.ts";
import { describeError } from "../core/common/errors.ts";
import type { Log } from "../core/common/log.ts";
import type { Chat } from "../core/ports/chat.ts";
import { findOpenCards, type OpenCardsDeps } from "./open-cards.ts";

export type FaultsMessageDeps = OpenCardsDeps & {
  readonly bootId: string;
  readonly chat: Pick<Chat, "show">;
  readonly log: Log;
};

/** The team's message about what does not work since the start: none where nothing ever was. */
export type FaultsMessage = {
  /** What is wrong by now; none when all was mended. */
  show(sentences: readonly string[]): void;
};

/** One at a time, the first after a look for one that an earlier life has left open: that one is gone on with. */
export function createFaultsMessage(deps: FaultsMessageDeps): FaultsMessage {
  const { teamId, bootId, chat, log } = deps;
  let id: string | undefined;
  let shown: Promise<void> | undefined;

  async function takeUp(): Promise<void> {
    const left = (await findOpenCards(deps)).flatMap(({ key }) => guardianIdOf(key) ?? []);
    id = left.pop();
    for (const bootOfOld of left) await chat.show(guardianCard({ teamId, bootId: bootOfOld, sentences: [] }));
  }

  async function showNow(sentences: readonly string[]): Promise<void> {
    if (id === undefined && sentences.length === 0) return;
    id ??= bootId;
    await chat.show(guardianCard({ teamId, bootId: id, sentences }));
  }

  function note(error: unknown): void {
    log.warn("the faults of the start are not shown", describeError(error));
  }

  return {
    show(sentences) {
      shown ??= takeUp().catch(note);
      shown = shown.then(async () => showNow(sentences)).catch(note);
    },
  };
}

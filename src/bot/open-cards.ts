import { type OpenCollection, readAll } from "../core/ports/collection.ts";
import type { PlacedCard } from "../core/ports/store.ts";
import type { Card } from "../core/records/card.ts";
import type { TeamId } from "../core/records/ids.ts";

export type OpenCardsDeps = {
  readonly teamId: TeamId;
  readonly messages: Pick<OpenCollection<PlacedCard>, "page">;
};

/** The team's cards whose work is not over, as the page has them, the oldest keys first: the page has every card. */
export async function findOpenCards({ teamId, messages }: OpenCardsDeps): Promise<readonly Card[]> {
  const found = new Map<string, Card>();
  for await (const { teamId: owner, id, value } of readAll(messages))
    if (owner === teamId && id.startsWith("web/") && value.card.outcome === "open")
      found.set(value.card.key, value.card);
  return [...found.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

import { defined } from "../../../core/common/defined.ts";
import type { PlacedCard } from "../../../core/ports/store.ts";
import type { Posted } from "./card-poster.ts";

/** What became of a card, put into its record. */
export type News = (placed: PlacedCard) => PlacedCard;

export function edited(content: string): News {
  return (placed) => {
    const { abandoned: _, ...rest } = placed;
    return { ...rest, delivered: content };
  };
}

/** @param replacedId the message that it was posted for and that is there too */
export function posted(post: Posted, content: string, replacedId?: string): News {
  const { messageId, postedAtMs, isSure } = post;
  return (placed) => {
    const { abandoned: _, delivered: __, ...rest } = placed;
    const delivered = isSure ? content : undefined;
    return {
      ...rest,
      messageId,
      postedAtMs: placed.postedAtMs ?? postedAtMs,
      ...defined({ replacedId, delivered }),
    };
  };
}

export function postedAgain(news: News): News {
  return (placed) => ({ ...news(placed), isPostedAgain: true });
}

/** Nobody is shown that content; a message that was deleted shows nothing at all. */
export function abandoned(content: string, { isGone }: { readonly isGone: boolean }): News {
  return ({ delivered, ...placed }) => ({
    ...placed,
    ...(isGone ? {} : defined({ delivered })),
    abandoned: content,
  });
}

/** @param nonces of posts that may have been made more than once */
export function inDoubt(nonces: readonly string[], placed: PlacedCard): PlacedCard {
  const noncesInDoubt = [...new Set([...(placed.noncesInDoubt ?? []), ...nonces])];
  return noncesInDoubt.length === 0 ? placed : { ...placed, noncesInDoubt };
}

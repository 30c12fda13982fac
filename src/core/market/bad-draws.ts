import type { BadDraw, BadDraws } from "../records/bad-draw.ts";
import type { Offer } from "../records/offer.ts";

/** A host that was given back is free again at once, so that the same request would get it again; a day later it may be mended. */
const rememberedMs = 6 * 3_600_000;
const most = 20;

/** One more machine of this offer did not get ready. */
export function withBadDraw(known: BadDraws | undefined, draw: BadDraw): BadDraws {
  return { draws: [...recent(known?.draws ?? [], draw.atMs), draw].slice(-most) };
}

/**
 * The candidates with kinds behind the others of which a machine was a bad draw lately, and elsewhere than that one was, as far
 * as there is another place: a host can't be chosen, its kind and its data center can.
 */
export function avoiding(offers: readonly Offer[], known: BadDraws, nowMs: number): readonly Offer[] {
  const draws = recent(known.draws, nowMs);
  const isBad = (offer: Offer): boolean => draws.some((draw) => isOfKind(offer, draw));
  return [
    ...offers.filter((offer) => !isBad(offer)),
    ...offers.filter(isBad).map((offer) => awayFrom(offer, draws)),
  ];
}

function awayFrom(offer: Offer, draws: readonly BadDraw[]): Offer {
  const bad = new Set(draws.filter((draw) => isOfKind(offer, draw)).map(({ dataCenterId }) => dataCenterId));
  const dataCenterIds = offer.dataCenterIds.filter((id) => !bad.has(id));
  return dataCenterIds.length === 0 ? offer : { ...offer, dataCenterIds };
}

/** One that is of a time to come is of a clock that was set back. */
function recent(draws: readonly BadDraw[], nowMs: number): readonly BadDraw[] {
  return draws.filter(({ atMs }) => Math.abs(nowMs - atMs) < rememberedMs);
}

function isOfKind(offer: Offer, { gpuName, cloud }: BadDraw): boolean {
  return offer.gpuName === gpuName && offer.cloud === cloud;
}

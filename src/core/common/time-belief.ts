/** What is taken for the true time, as an offset to the wall clock, and what is known for and against it. */
export type TimeBelief = {
  readonly offsetMs: number;
  /** As it was when it was confirmed last: where it is another one, the wall may be right. */
  readonly sureOffsetMs: number;
  readonly isSure: boolean;
  /** The answers of the provider, one after the other, that have not ended a doubt. */
  readonly vain?: Row | undefined;
  /** What the provider says otherwise, since when. */
  readonly claim?: Claim | undefined;
  /** Such a claim that others have spoken against. */
  readonly refused?: Claim | undefined;
  /** What the provider says leads nowhere. */
  readonly isUseless?: boolean;
};

/** That the true time is so far from the wall clock, at this reading of it. */
export type Claim = { readonly offsetMs: number; readonly wallMs: number };

/** From the first to the last, by the wall. */
type Row = { readonly fromMs: number; readonly toMs: number };

/** An answer takes up to 10 s, and names a second: nearer than that, a source confirms what is believed. */
const agreesMs = 10_000;
/** Two answers that far apart tell a source whose time passes from one that says the same again. */
const apartMs = 5_000;
const sameClaimMs = 3_000;
/** A list may be as of a minute ago. */
const uptimeUnsureMs = 2 * 60_000;
const refusedMs = 10 * 60_000;
/** After that, answers that lead nowhere are no source. */
const patienceMs = 10 * 60_000;
/** Between two of them: while the provider is away, nobody has told anything. */
const gapMs = 2 * 60_000;

/** The wall clock is believed, and with sources doubted until one has spoken. */
export function firstBelief(isChecked: boolean): TimeBelief {
  return { offsetMs: 0, sureOffsetMs: 0, isSure: !isChecked };
}

/** After a jump of the wall clock: time goes on by the stopwatch. */
export function withJump(
  { offsetMs, sureOffsetMs }: TimeBelief,
  jumpedMs: number,
  isChecked: boolean,
): TimeBelief {
  const nextMs = offsetMs - jumpedMs;
  return { offsetMs: nextMs, sureOffsetMs: isChecked ? sureOffsetMs : nextMs, isSure: !isChecked };
}

/** Decides at once between wall and stopwatch, and leads elsewhere with a second answer that agrees. */
export function withProvider(belief: TimeBelief, said: Claim): TimeBelief {
  const isNear = nearTo(said, agreesMs);
  const { offsetMs, sureOffsetMs, isSure, refused } = belief;
  const agreed = [offsetMs, ...(isSure ? [] : [sureOffsetMs])].find(isNear);
  if (agreed !== undefined) return confirmed({ ...belief, isUseless: false }, agreed);
  const isRefused = refused !== undefined && isNear(refused.offsetMs);
  if (isRefused && said.wallMs - refused.wallMs < refusedMs) return belief;
  return withContradiction(belief, said);
}

function withContradiction(belief: TimeBelief, said: Claim): TimeBelief {
  const { claim, isSure, isUseless = false } = belief;
  const isSame = claim !== undefined && nearTo(said, sameClaimMs)(claim.offsetMs);
  if (isSame && said.wallMs - claim.wallMs >= apartMs) return confirmed(belief, said.offsetMs);
  const doubted = {
    ...belief,
    claim: isSame ? claim : said,
    isSure: isSure && isUseless,
  };
  return withoutHope(doubted, said.wallMs);
}

/** After an answer of the provider that has not helped. */
export function withoutHope(belief: TimeBelief, wallMs: number): TimeBelief {
  const { isSure, offsetMs, vain } = belief;
  if (isSure) return belief;
  const fromMs = vain !== undefined && wallMs - vain.toMs <= gapMs ? vain.fromMs : wallMs;
  if (wallMs - fromMs < patienceMs) return { ...belief, vain: { fromMs, toMs: wallMs } };
  return { ...confirmed(belief, offsetMs), isUseless: true };
}

/** Near the wall it may be the very same clock; against it, it counts beside the stopwatch or a claim. */
export function withRedis(belief: TimeBelief, said: Claim): TimeBelief {
  const isNear = nearTo(said, agreesMs);
  const { claim, isSure, offsetMs, sureOffsetMs } = belief;
  if (isSure || isNear(sureOffsetMs) || isNear(0)) return belief;
  const found = [offsetMs, ...(claim === undefined ? [] : [claim.offsetMs])].find(isNear);
  return found === undefined ? belief : confirmed(belief, found);
}

/** Where one of the times in question fits, and the others don't; after another start of the machine none does. */
export function withUptime(belief: TimeBelief, said: Claim): TimeBelief {
  const { claim, offsetMs, sureOffsetMs } = belief;
  const named = [offsetMs, sureOffsetMs, ...(claim === undefined ? [] : [claim.offsetMs])];
  const [found, ...others] = named.filter(nearTo(said, uptimeUnsureMs));
  if (found === undefined || others.some((other) => other !== found)) return belief;
  const isAgainst = claim !== undefined && found !== claim.offsetMs;
  return {
    ...confirmed(belief, found),
    ...(isAgainst ? { refused: { offsetMs: claim.offsetMs, wallMs: said.wallMs } } : {}),
  };
}

/** Whether a machine that began then by what was told before has begun again since, or earlier than was thought. */
export function isOtherBegin(beganAtMs: number | undefined, seenMs: number): boolean {
  return beganAtMs === undefined || seenMs < beganAtMs || seenMs - beganAtMs > uptimeUnsureMs;
}

function confirmed({ refused, isUseless }: TimeBelief, offsetMs: number): TimeBelief {
  return {
    offsetMs,
    sureOffsetMs: offsetMs,
    isSure: true,
    refused,
    ...(isUseless === undefined ? {} : { isUseless }),
  };
}

function nearTo(said: Claim, withinMs: number): (offsetMs: number) => boolean {
  return (offsetMs) => Math.abs(offsetMs - said.offsetMs) <= withinMs;
}

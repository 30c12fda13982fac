import type { Card } from "../../../src/core/records/card.ts";
import { sampleCard } from "../../support/chat-bench.ts";
import { type Bench, createBench, type PlatformBench, type PlatformName, type Said } from "./bench.ts";
import { findExcess } from "./limits.ts";
import { bodyMark, type Asked } from "./platform-server.ts";
import type { Refusal, Situation } from "./refusal.ts";

/** What came of one refusal in one situation. */
export type Result = {
  readonly situation: Situation;
  /** Requests since the refusal began. */
  readonly firstMinute: number;
  readonly hour: number;
  /** Why the platform was said not to work, for two minutes or longer. */
  readonly told: readonly string[];
  /** From the moment in which it was wanted and the refusal was over; undefined when it was not there 15 minutes later. */
  readonly finalAfterMs: number | undefined;
  /** How many messages the channel has in the end. */
  readonly messages: number;
  readonly withButtons: number;
  /** Requests over the platform's limits. */
  readonly excess: readonly string[];
  /** Log entries that hold something of an answer. */
  readonly leaks: number;
};

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** From when on a platform's trouble is one that the team reads elsewhere. */
const toldAfterMs = 2 * minuteMs;
/** A refusal ends just after a try, so that the longest pause is before the next. */
const refusedMs = hourMs + 4000;
const afterwardsMs = 15 * minuteMs;

const buttons = [{ label: "Stop", commandLine: "pod down", style: "danger" }] as const;
const first = sampleCard({ title: "Pod starting", actions: buttons });
const changed = sampleCard({ title: "Pod half started", actions: buttons });
const last = sampleCard({ title: "Pod did not start", tone: "bad", outcome: "failed" });

/** Plays one refusal on the real adapter and board, hours in a moment. */
export async function play(platform: PlatformName, refusal: Refusal, situation: Situation): Promise<Result> {
  await using bench = createBench();
  const { clock, pass } = bench;
  const opened = await bench.open(platform);
  if (situation !== "post") await showBefore(bench, opened, situation);
  const beganAtMs = clock.now();
  const endsAtMs = refuse(opened, refusal, beganAtMs);
  const wantedAtMs = await showMeanwhile(bench, opened.board.show, situation);
  await pass(beganAtMs + refusedMs - clock.now() + afterwardsMs);
  const since = opened.server.asked.filter(({ atMs }) => atMs >= beganAtMs);
  const final = since.find((asked) => !asked.wasRefused && shows(asked, last));
  const left = opened.channel.messages();
  return {
    situation,
    firstMinute: since.filter(({ atMs }) => atMs < beganAtMs + minuteMs).length,
    hour: since.filter(({ atMs }) => atMs < beganAtMs + hourMs).length,
    told: findTold(opened.said, clock.now()),
    finalAfterMs:
      final === undefined ? undefined : Math.max(0, final.atMs - Math.max(wantedAtMs, endsAtMs())),
    messages: left.length,
    withButtons: left.filter(({ body }) => /"(?:custom_id|action_id)"/.test(JSON.stringify(body))).length,
    excess: findExcess(platform, opened.server.asked),
    leaks: opened.log.entries.filter((entry) => JSON.stringify(entry).includes(bodyMark)).length,
  };
}

async function showBefore({ pass }: Bench, { board }: PlatformBench, situation: Situation): Promise<void> {
  await board.show(first);
  await pass(situation === "old" ? hourMs + minuteMs : minuteMs);
}

/** Returns when the final state was shown. */
async function showMeanwhile(
  { clock, pass }: Bench,
  show: (card: Card) => Promise<void>,
  situation: Situation,
): Promise<number> {
  if (situation !== "end") {
    await show(situation === "post" ? first : changed);
    await pass(hourMs / 2);
  }
  const atMs = clock.now();
  await show(last);
  return atMs;
}

/** Returns until when requests were refused. */
function refuse({ server, channel }: PlatformBench, refusal: Refusal, beganAtMs: number): () => number {
  const { lasts } = refusal;
  let count = 0;
  let lastAtMs = beganAtMs;
  server.fault = (ask, nowMs) => {
    const leftMs = beganAtMs + refusedMs - nowMs;
    if (refusal.reads !== undefined && ask.kind === "read") return leftMs > 0 ? refusal.reads : undefined;
    if (lasts === "an hour" ? leftMs <= 0 : count >= lasts) return undefined;
    if (lasts !== "an hour" && ask.kind === "read") return undefined;
    count += 1;
    lastAtMs = nowMs;
    return refusal.fault({ ask, channel, leftMs, nowMs });
  };
  return () => (lasts === "an hour" ? beganAtMs + refusedMs : lastAtMs);
}

function shows({ body }: Asked, { title }: Card): boolean {
  return JSON.stringify(body).includes(title);
}

/** The reasons of each stretch that was long enough, once each. */
function findTold(said: readonly Said[], nowMs: number): readonly string[] {
  const told = new Set<string>();
  let sinceMs: number | undefined;
  for (const [index, { atMs, code }] of said.entries()) {
    sinceMs = code === undefined ? undefined : (sinceMs ?? atMs);
    const nextMs = said[index + 1]?.atMs ?? nowMs;
    if (code !== undefined && sinceMs !== undefined && nextMs - sinceMs >= toldAfterMs) told.add(code);
  }
  return [...told];
}

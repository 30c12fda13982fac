import type { PlatformName } from "./bench.ts";
import { discordRefusals } from "./discord-refusals.ts";
import { play, type Result } from "./play.ts";
import type { Refusal } from "./refusal.ts";
import { slackRefusals } from "./slack-refusals.ts";

export type Played = { readonly refusal: Refusal; readonly results: readonly Result[] };

const refusals: Readonly<Record<PlatformName, readonly Refusal[]>> = {
  discord: discordRefusals,
  slack: slackRefusals,
};
/** While one waits for its socket others go on. */
const atOnce = 6;

/** Plays every refusal of a platform in each situation that it is for. */
export async function playAll(platform: PlatformName): Promise<readonly Played[]> {
  const results = new Map<Refusal, Result[]>(refusals[platform].map((refusal) => [refusal, []]));
  const todo = refusals[platform]
    .flatMap((refusal) => refusal.situations.map((situation) => ({ refusal, situation })))
    .values();

  async function work(): Promise<void> {
    for (const { refusal, situation } of todo)
      results.get(refusal)?.push(await play(platform, refusal, situation));
  }

  await Promise.all(Array.from({ length: atOnce }, work));
  return [...results].map(([refusal, of]) => ({ refusal, results: inOrder(refusal, of) }));
}

function inOrder({ situations }: Refusal, results: readonly Result[]): readonly Result[] {
  return situations.flatMap((situation) => results.filter((result) => result.situation === situation));
}

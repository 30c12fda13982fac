import { formatDuration } from "../../src/core/common/format.ts";
import type { Result } from "../../test/chat/refusals/play.ts";
import type { Played } from "../../test/chat/refusals/play-all.ts";
import { toTable } from "./tables.ts";

export type PlayedPlatforms = { readonly discord: readonly Played[]; readonly slack: readonly Played[] };

const situationNames = {
  post: "post",
  edit: "edit",
  end: "end",
  old: "edit of an old message",
} as const;

const intro = `# What Discord and Slack refuse, and what becomes of a card

Made by \`npm run docs\` from what is played: labelpod's own board and the real clients, before a server of this machine that
answers as the platform does and refuses as each line says. Time is simulated, so that an hour passes at once.
\`npm run test:slow -- test/chat/refusals\` plays it again and fails when a line is not so.

A card is posted, edited, or comes to its end while the platform refuses; a post and an edit are followed by the card's end half an
hour later. “Asked” is how many requests the platform got in the first minute and in the first hour, all together; none of
them comes over the platform's limits or before a time that it has asked for. “Told elsewhere” is what the other platform, the terminal,
the page and \`/pod status\` say once a platform has taken no cards for two minutes: the code of a sentence in
[failures.md](failures.md). No gateway is played: where Discord has told by it that the bot was removed or which permission is
missing, that is what is told. “The end is there”: how long after the refusal is over the final state is shown, in the worst case. In the
end there is one message, with the end of its card, and no older one with buttons, but where a line says so.`;

/** The page that says what is done about each refusal. */
export function renderRefusals({ discord, slack }: PlayedPlatforms): string {
  const parts = [intro, "## Discord", table("Discord", discord), "## Slack", table("Slack", slack)];
  return `${parts.map((part) => part.trimEnd()).join("\n\n")}\n`;
}

function table(platform: string, played: readonly Played[]): string {
  const rows = played.map(({ refusal, results }) => [
    refusal.answers,
    typeof refusal.lasts === "number" ? timesText(refusal.lasts) : refusal.lasts,
    askedText(results, ({ firstMinute }) => firstMinute),
    askedText(results, ({ hour }) => hour),
    toldText(results),
    endText(results) +
      (refusal.leavesOne === true ? ", and one extra message stays, because the channel can't be read" : ""),
  ]);
  const head = [`${platform} answers`, "How long", "Asked in a minute", "Asked in an hour"];
  return toTable([...head, "Told elsewhere", "The end is there"], rows);
}

function timesText(times: 1 | 2): string {
  return times === 1 ? "once" : "twice";
}

/** One number where all cases have the same. */
function askedText(results: readonly Result[], countOf: (result: Result) => number): string {
  const counts = results.map(countOf);
  if (new Set(counts).size === 1) return String(counts[0]);
  return results.map((result) => `${situationNames[result.situation]} ${countOf(result)}`).join(", ");
}

function toldText(results: readonly Result[]): string {
  const codes = new Set(results.flatMap(({ told }) => told));
  return codes.size === 0 ? "nothing" : [...codes].map((code) => `\`${code}\``).join(", ");
}

function endText(results: readonly Result[]): string {
  const times = results.map(({ finalAfterMs = Number.POSITIVE_INFINITY }) => finalAfterMs);
  const slowestMs = Math.max(...times);
  if (!Number.isFinite(slowestMs)) return "never";
  return slowestMs === 0 ? "at once" : `after ${formatDuration(slowestMs)}`;
}

import type { TerminalChat } from "./chat/terminal-chat.ts";
import type { Dispatch } from "./core/invocation.ts";
import { startWords } from "./core/words/start.ts";

export type FirstJob = {
  readonly teamId: string;
  readonly dispatch: Dispatch;
  readonly cards: TerminalChat;
  readonly signal: AbortSignal;
  /** Whether the pod is stopped at the end. */
  readonly stopsPod: boolean;
  report(line: string): void;
};

const person = { platform: "web", id: "first-job", name: "you" } as const;
const asked = { platform: "web", person, isGuest: false, place: "team-channel" } as const;

/** Sends the commands of the tutorial one after the other, each when the one before is done; false when one failed. */
export async function runFirstJob(job: FirstJob): Promise<boolean> {
  const isTrained = (await give("pod up", job)) && (await give("train deepedit epochs:3", job));
  if (!job.stopsPod) return isTrained;
  return (await give("pod down", job)) && isTrained;
}

async function give(commandLine: string, job: FirstJob): Promise<boolean> {
  const { teamId, dispatch, cards, signal, report } = job;
  report(startWords.command(commandLine));
  const { card } = await dispatch({ ...asked, teamId, commandLine });
  if (card.onlyFor !== undefined) {
    await cards.show(card);
    return card.outcome === "succeeded";
  }
  const ended = await cards.whenOver(card.key, signal);
  return ended.outcome === "succeeded";
}

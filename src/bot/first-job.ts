import type { TeamId } from "../core/records/ids.ts";
import type { TerminalChat } from "../chat/terminal/terminal-chat.ts";
import type { Dispatch } from "../core/records/invocation.ts";
import type { Store } from "../core/ports/store.ts";
import { isOpen } from "../core/records/training.ts";
import { trainingCard } from "../core/cards/training-card.ts";
import { startWords } from "../core/words/start.ts";

export type FirstJob = {
  readonly teamId: TeamId;
  readonly dispatch: Dispatch;
  readonly trainings: Pick<Store["trainings"], "listOpen">;
  readonly cards: TerminalChat;
  readonly signal: AbortSignal;
  /** Whether the pod is stopped at the end. */
  readonly stopsPod: boolean;
  report(line: string): void;
};

const person = { platform: "web", id: "first-job", name: "you" } as const;
const asked = { platform: "web", person, isGuest: false, isAdmin: true, place: "team-channel" } as const;

/** Sends the commands of the tutorial one after the other, each when the one before is done; false when one failed. */
export async function runFirstJob(job: FirstJob): Promise<boolean> {
  // A pod that does not come up is stopped already.
  if (!(await give("pod up", job))) return false;
  const isTrained = await train(job);
  if (!job.stopsPod) return isTrained;
  return (await give("pod down", job)) && isTrained;
}

/** A bot that was killed in its first job has a training under way, which is gone on with. */
async function train(job: FirstJob): Promise<boolean> {
  const known = await job.trainings.listOpen(job.teamId);
  const running = known.map(({ value }) => value).find(isOpen);
  if (running === undefined) return give("train deepedit epochs:3", job);
  job.report(startWords.trainsAlready());
  const ended = await job.cards.whenOver(trainingCard(running, running.askedAtMs).key, job.signal);
  return ended.outcome === "succeeded";
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

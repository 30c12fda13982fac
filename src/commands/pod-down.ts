import { podCard } from "../core/pod-card.ts";
import { beginStop, type StopOrder } from "../core/pod-changes.ts";
import type { Pod } from "../core/pod.ts";
import { update } from "../core/store.ts";
import type { Reply } from "../core/invocation.ts";
import { answerWords } from "../core/words/answers.ts";
import { failures } from "../core/words/errors.ts";
import { stopPod } from "../jobs/stop-pod.ts";
import type { CommandContext } from "./context.ts";
import type { Command } from "./define.ts";
import { teamPod } from "./find.ts";
import { working } from "./reply.ts";

/** Stops the team's pod and keeps its volume. The work is in `stop-pod`. */
export const podDown: Command = {
  path: ["pod", "down"],
  summary: "Stops the pod; labels and models stay on its volume",
  options: [],
  async run({ invocation }, context) {
    const pod = await teamPod(context.store, invocation.teamId);
    if (pod === undefined || pod.phase === "stopped" || pod.phase === "gone") throw failures.noPod();
    const isStopping = pod.phase === "stopping";
    const text = isStopping ? answerWords.podStopsAlready() : answerWords.podStops();
    return orderStop(pod, { order: { reason: "asked", by: invocation.person }, text }, context);
  },
};

/** Deletes the pod with its volume, after its person's yes. The work is in `stop-pod`. */
export const podDelete: Command = {
  path: ["pod", "delete"],
  summary: "Deletes the pod with everything on its volume, after you confirm",
  options: [],
  async confirm({ invocation }, context) {
    const pod = await existingPod(context, invocation.teamId);
    return answerWords.reallyDelete(pod.id);
  },
  async run({ invocation }, context) {
    const pod = await existingPod(context, invocation.teamId);
    const order = { reason: "delete", volume: "delete", by: invocation.person } as const;
    return orderStop(pod, { order, text: answerWords.deletes() }, context);
  },
};

async function existingPod(context: CommandContext, teamId: string): Promise<Pod> {
  const pod = await teamPod(context.store, teamId);
  if (pod === undefined || pod.phase === "gone") throw failures.nothingToDelete();
  return pod;
}

async function orderStop(
  pod: Pod,
  wanted: { order: StopOrder; text: string },
  context: CommandContext,
): Promise<Reply> {
  const place = { teamId: pod.teamId, id: pod.id };
  const stored = await update(context.store.pods, place, (current) =>
    beginStop(current, wanted.order, context.clock.now()),
  );
  await context.queue.add(stopPod, { teamId: pod.teamId, podId: pod.id });
  const card = podCard(stored?.value ?? pod, context.clock.now(), context.settings);
  await context.chat.show(card);
  return working(card, wanted.text);
}

import { beginStop, type StopOrder } from "../../core/pods/change-stop.ts";
import type { Pod } from "../../core/records/pod.ts";
import { update } from "../../core/ports/store.ts";
import type { Reply } from "../../core/records/invocation.ts";
import { answerWords } from "../../core/words/answers.ts";
import { failures } from "../../core/words/errors.ts";
import { stopPod } from "../../jobs/stop/stop-pod.ts";
import type { CommandContext } from "../context.ts";
import type { Call, Command } from "../define.ts";
import { namedPod, teamPod } from "../find-records.ts";
import { working } from "../reply.ts";
import { startJob } from "../start-job.ts";
import { placeOf } from "../../core/records/place-of.ts";
import { podPayloadOf } from "../../jobs/pod-payload.ts";
import { showPod } from "../../jobs/show-pod.ts";

/** Stops the team's pod and keeps its volume. The work is in `stop-pod`. */
export const podDown: Command = {
  path: ["pod", "down"],
  isUse: false,
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
  isUse: false,
  summary: "Deletes the pod with everything on its volume, after you confirm",
  options: [{ name: "id", summary: "Which one, by its id in /pod list; else the team's own", type: "text" }],
  async confirm(call, context) {
    const pod = await existingPod(call, context);
    return answerWords.reallyDelete(pod);
  },
  async run(call, context) {
    const { invocation } = call;
    const pod = await existingPod(call, context);
    const order = { reason: "delete", volume: "delete", by: invocation.person } as const;
    return orderStop(pod, { order, text: answerWords.deletes() }, context);
  },
};

async function existingPod({ invocation, options }: Call, { store }: CommandContext): Promise<Pod> {
  const pod = await namedPod(store, invocation.teamId, options);
  if (pod !== undefined && pod.phase !== "gone") return pod;
  throw typeof options["id"] === "string" ? failures.noSuchPod() : failures.nothingToDelete();
}

async function orderStop(
  pod: Pod,
  wanted: { order: StopOrder; text: string },
  context: CommandContext,
): Promise<Reply> {
  const stored = await update(context.store.pods, placeOf(pod), (current) =>
    beginStop(current, wanted.order, context.clock.now()),
  );
  await startJob(stopPod, podPayloadOf(pod), context);
  return working(await showPod(stored?.value ?? pod, context), wanted.text);
}

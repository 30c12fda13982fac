import type { IdlePolicy, Keeping } from "../records/pod-end.ts";
import { formatDuration } from "../common/format.ts";
import type { Pod } from "../records/pod.ts";
import { code, line, moment, type Line } from "../records/text.ts";

/** What the bot answers to the person who asked. */
export const answerWords = {
  refused: () => "Not done",
  podStarts: () =>
    "The pod is coming up; its card in the team's channel names the GPU and its price before anything is rented.",
  podIsThere: () => "This pod is up already; its card is in the team's channel.",
  podStops: () => "The pod is being stopped; its card says when the provider has confirmed.",
  podStopsAlready: () => "The pod is being stopped already; its card is in the team's channel.",
  podReloads: () => "The server restarts with these models; the pod's card shows when it is ready.",
  nothingRuns: () => "No pod is up",
  nothingRunsText: (): Line => line`Nothing is billed; ${code("/pod up")} starts a pod.`,
  kept: () => "The pod is kept",
  keptText: ({ untilMs, limitAtMs }: Keeping, policy: IdlePolicy): readonly Line[] => [
    line`Without use it is warned of ${moment(untilMs)} at the earliest.`,
    limitAtMs === undefined
      ? line`It still stops ${moment(policy.limitAtMs)}, when it reaches its maximum lifetime; an admin can add ${code("beyond-limit:yes")}.`
      : line`Its maximum lifetime is extended until then as well.`,
  ],
  idleChanged: () => "The idle time is changed",
  idleChangedText: ({ idleMs, graceMs }: IdlePolicy): Line =>
    line`This pod is warned of after ${formatDuration(idleMs)} without use and stops ${formatDuration(graceMs)} later.`,
  deletes: () =>
    "The pod is being deleted; the card says when the provider has confirmed, and what became of its volume.",
  reallyDelete: ({ id, request }: Pick<Pod, "id" | "request">) =>
    request.volumeId === undefined
      ? `Delete pod ${id} with all labels and models on its volume? There is no way back.`
      : `Delete pod ${id}? Labels and models stay on its network volume, which is billed on.`,
  confirmTitle: () => "Please confirm",
  confirmWithin: (): Line => ["Only you can confirm, within 60 seconds; without it nothing is done."],
  confirmButton: () => "Yes, do it",
  trainingStarts: () => "The training is being started; its card is in the team's channel.",
  trainingStops: () => "The training is being stopped",
  trainingStopsText: (): Line => ["The best model so far stays; the channel hears when it has ended."],
  noPods: (): Line => line`There are no pods yet; ${code("/pod up")} makes one.`,
  podsTitle: () => "Pods of this team",
  urlTitle: () => "Server URL for 3D Slicer",
  keyChanges: () => "The key is being changed",
  keyChangesText: (): Line =>
    line`The old URL may open the pod until the new one is on its card and in ${code("/pod url")}; everybody who works with it then needs the new one.`,
  helpTitle: () => "What labelpod can do",
  helpHint: (): Line =>
    line`Options are written ${code("name:value")}, for example ${code("/train deepedit epochs:30")}; ${code("/pod keep 2h")} needs no name.`,
  noTrainings: () => "No training yet",
  noTrainingsText: (): Line => line`${code("/train deepedit")} starts one when a pod is live.`,
  restartWith: (model: string) => `Restart with ${model}`,
} as const;

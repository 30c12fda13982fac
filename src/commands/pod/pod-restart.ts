import { advancePod } from "../../jobs/bring-up/advance-pod.ts";
import { reload } from "../../core/pods/change-pod.ts";
import { update } from "../../core/ports/store.ts";
import { answerWords } from "../../core/words/answers.ts";
import { failures } from "../../core/words/errors.ts";
import type { Command } from "../define.ts";
import { livePod, openTraining } from "../find-records.ts";
import { checkPacsLogin, withLoginNote } from "./pacs-login.ts";
import { readModels } from "./pod-request.ts";
import { working } from "../reply.ts";
import { startJob } from "../start-job.ts";
import { placeOf } from "../../core/records/place-of.ts";
import { podPayloadOf } from "../../jobs/pod-payload.ts";
import { showPod } from "../../jobs/show-pod.ts";

/** Restarts MONAI Label with other models; the pod stays. */
export const podRestart: Command = {
  path: ["pod", "restart"],
  isUse: true,
  summary: "Restarts MONAI Label on the pod, with other models if wished",
  options: [{ name: "models", summary: "Models to load, with commas between them", type: "text" }],
  async run({ invocation, options }, context) {
    const pod = await livePod(context.store, invocation.teamId);
    if ((await openTraining(context.store, invocation.teamId)) !== undefined)
      throw failures.restartWhileTraining();
    checkPacsLogin(pod.request, context);
    const models = typeof options["models"] === "string" ? readModels(options["models"]) : pod.request.models;
    const stored = await update(context.store.pods, placeOf(pod), (current) =>
      current.phase === "live" ? reload(current, models, context.clock.now()) : undefined,
    );
    await startJob(advancePod, podPayloadOf(pod), context);
    const text = withLoginNote(answerWords.podReloads(), pod.request, context);
    return working(await showPod(stored?.value ?? pod, context), text);
  },
};

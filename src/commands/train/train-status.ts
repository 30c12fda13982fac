import { update } from "../../core/ports/store.ts";
import { trainingCard } from "../../core/cards/training-card.ts";
import { isOpen } from "../../core/records/training.ts";
import { answerWords } from "../../core/words/answers.ts";
import { failures } from "../../core/words/errors.ts";
import { followTraining } from "../../jobs/training/follow-training.ts";
import type { Command } from "../define.ts";
import { latestTraining, openTraining } from "../find-records.ts";
import { answer } from "../reply.ts";
import { startJob } from "../start-job.ts";
import { placeOf } from "../../core/records/place-of.ts";

/** The figures of the training that runs, or of the last one. */
export const trainStatus: Command = {
  path: ["train", "status"],
  isUse: false,
  summary: "Shows the figures of the training that runs, or of the last one",
  options: [],
  async run({ invocation }, context) {
    const training =
      (await openTraining(context.store, invocation.teamId)) ??
      (await latestTraining(context.store, invocation.teamId));
    if (training === undefined)
      return answer(invocation, { title: answerWords.noTrainings(), lines: [answerWords.noTrainingsText()] });
    const {
      title,
      lines,
      fields = [],
      bar,
      tone,
      actions = [],
    } = trainingCard(training, context.clock.now());
    const progress = bar === undefined ? [] : [{ name: "Progress", value: [bar.label] }];
    return answer(invocation, { title, lines, tone, actions, fields: [...progress, ...fields] });
  },
};

/** Ends the running training; the best model so far stays. The work is in `follow-training`. */
export const trainStop: Command = {
  path: ["train", "stop"],
  isUse: true,
  summary: "Ends the running training; the best model so far stays",
  options: [],
  async run({ invocation }, context) {
    const training = await openTraining(context.store, invocation.teamId);
    if (training === undefined) throw failures.noTraining();
    const nowMs = context.clock.now();
    await update(context.store.trainings, placeOf(training), (current) =>
      isOpen(current) ? { ...current, stopAskedAtMs: current.stopAskedAtMs ?? nowMs } : undefined,
    );
    await startJob(followTraining, { teamId: training.teamId, trainingId: training.id }, context);
    return answer(invocation, {
      title: answerWords.trainingStops(),
      lines: [answerWords.trainingStopsText()],
      tone: "good",
    });
  },
};

import { findModel, labelModels } from "./models.ts";
import type { ServerInfo } from "./server-info.ts";
import type { TrainingWishes } from "./training.ts";
import { failures } from "./words/errors.ts";

/**
 * Checks what MONAI Label itself accepts and then fails on: it takes unknown models and trainings without labels.
 * @throws UserFacingError with what to do instead
 */
export function checkTraining(info: ServerInfo, wishes: TrainingWishes): void {
  if (findModel(wishes.model) === undefined)
    throw failures.unknownModel(labelModels.map((model) => model.name).join(", "));
  if (!info.trainers.includes(wishes.model)) throw failures.modelNotLoaded(wishes.model);
  if (info.labelled === 0) throw failures.noLabels();
}

import { findModel, labelModels } from "../records/label-models.ts";
import type { ServerInfo } from "../records/server-info.ts";
import type { TrainingRequest } from "../records/training.ts";
import { failures } from "../words/errors.ts";

/**
 * Checks what MONAI Label itself accepts and then fails on: it takes unknown models and trainings without labels.
 * @throws UserFacingError with what to do instead
 */
export function checkTraining(info: ServerInfo, request: TrainingRequest): void {
  if (findModel(request.model) === undefined)
    throw failures.unknownModel(labelModels.map((model) => model.name).join(", "));
  if (!info.trainers.includes(request.model)) throw failures.modelNotLoaded(request.model);
  if (info.labelled === 0) throw failures.noLabels();
}

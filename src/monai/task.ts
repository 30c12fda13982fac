import type { TrainTask } from "../core/records/training.ts";
import { readTrainingLog } from "./progress.ts";
import type { RawTask } from "./schema.ts";
import { recogniseFailure } from "./train-failure.ts";
import { defined } from "../core/common/defined.ts";

const statuses = {
  SUBMITTED: "submitted",
  RUNNING: "running",
  DONE: "done",
  ERROR: "error",
  STOPPED: "stopped",
} as const satisfies Record<RawTask["status"], TrainTask["status"]>;

/** A task without a word of its log. */
export function toTask({ id, status, request, details }: RawTask): TrainTask {
  return {
    taskId: id,
    model: request.model ?? "unknown",
    ...defined({ clientId: request.client_id }),
    status: statuses[status],
    log: readTrainingLog(details),
    ...(status === "ERROR" ? { failureCode: recogniseFailure(details) } : {}),
  };
}

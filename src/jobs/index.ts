import { advancePod } from "./advance-pod.ts";
import { anyJob, type AnyJob } from "./define.ts";
import { followTraining } from "./follow-training.ts";
import { stopPod } from "./stop-pod.ts";
import { sweep } from "./sweep.ts";
import { watchPod } from "./watch-pod.ts";

/** Every job that a worker can run. */
export const jobs: readonly AnyJob[] = [
  anyJob(advancePod),
  anyJob(followTraining),
  anyJob(stopPod),
  anyJob(sweep),
  anyJob(watchPod),
];

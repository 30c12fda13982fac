import { advancePod } from "./bring-up/advance-pod.ts";
import { changeLock } from "./watch/change-lock.ts";
import { changeVolume } from "./volumes/change-volume.ts";
import { anyJob, type AnyJob } from "./define.ts";
import { followTraining } from "./training/follow-training.ts";
import { putKeys } from "./watch/put-keys.ts";
import { readBills, readBillsEveryMs } from "./money/read-bills.ts";
import { stopPod } from "./stop/stop-pod.ts";
import { sweep, sweepEveryMs } from "./sweep.ts";
import { tidy, tidyEveryMs } from "./tidy.ts";
import { watchMoney, watchMoneyEveryMs } from "./money/watch-money.ts";
import { watchPod } from "./watch/watch-pod.ts";

/** Every job that a worker can run. */
export const jobs: readonly AnyJob[] = [
  anyJob(advancePod),
  anyJob(changeLock),
  anyJob(changeVolume),
  anyJob(followTraining),
  anyJob(putKeys),
  anyJob(readBills),
  anyJob(stopPod),
  anyJob(sweep),
  anyJob(tidy),
  anyJob(watchMoney),
  anyJob(watchPod),
];

/** What runs by itself, once per deployment however many bots there are. */
export const schedules = [
  { job: sweep, everyMs: sweepEveryMs },
  { job: tidy, everyMs: tidyEveryMs },
  { job: watchMoney, everyMs: watchMoneyEveryMs },
  { job: readBills, everyMs: readBillsEveryMs },
] as const;

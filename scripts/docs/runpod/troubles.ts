import { answerTroubles } from "./answers.ts";
import { communityTroubles } from "./community.ts";
import { rentingTroubles } from "./renting.ts";
import { runningTroubles } from "./running.ts";
import type { Troubles } from "./trouble.ts";

/** All that RunPod is known to do; `test/runpod/failure-table.test.ts` plays each and reads the channel. */
export const troubles: Troubles = {
  ...rentingTroubles,
  ...communityTroubles,
  ...runningTroubles,
  ...answerTroubles,
};

import type { PodPolicy } from "../../core/records/pod-end.ts";
import { isWanted, type WantedPod, withRun } from "../../core/records/pod.ts";
import { policyOf, settingsOf } from "../../core/idle/pod-policy.ts";
import { usedWith } from "../../core/pods/change-pod.ts";
import { update } from "../../core/ports/store.ts";
import { answerWords } from "../../core/words/answers.ts";
import { failures } from "../../core/words/errors.ts";
import type { Command, OptionValues } from "../define.ts";
import { teamPod } from "../find-records.ts";
import { answer } from "../reply.ts";
import { placeOf } from "../../core/records/place-of.ts";

/** Changes the times of a pod that is up; what is not given is the team's again. */
export const podIdle: Command = {
  path: ["pod", "idle"],
  isUse: true,
  summary: "Changes after how long without use this pod is stopped",
  options: [
    {
      name: "after",
      summary: "Time without use until the warning, such as 90m; else the team's setting",
      type: "duration",
      min: 5 * 60_000,
      max: 12 * 3_600_000,
      isPositional: true,
    },
    {
      name: "grace",
      summary: "Time from the warning to the stop, such as 15m; else the team's setting",
      type: "duration",
      min: 60_000,
      max: 2 * 3_600_000,
    },
  ],
  async run({ invocation, options }, context) {
    const pod = await teamPod(context.store, invocation.teamId);
    if (pod === undefined || !isWanted(pod)) throw failures.noPod();
    const times = readTimes(options);
    const stored = await update(context.store.pods, placeOf(pod), (current) =>
      isWanted(current) ? usedWith(withTimes(current, times), context.clock.now()) : undefined,
    );
    if (stored === undefined || !isWanted(stored.value)) throw failures.podStopping();
    const policy = policyOf(stored.value, await settingsOf(context, invocation.teamId));
    return answer(invocation, {
      title: answerWords.idleChanged(),
      lines: [answerWords.idleChangedText(policy)],
      tone: "good",
    });
  },
};

type Times = Pick<PodPolicy, "idleMs" | "graceMs">;

function readTimes({ after, grace }: OptionValues): Times {
  return {
    ...(typeof after === "number" ? { idleMs: after } : {}),
    ...(typeof grace === "number" ? { graceMs: grace } : {}),
  };
}

function withTimes(pod: WantedPod, times: Times): WantedPod {
  const { idleMs: _i, graceMs: _g, ...rest } = pod.run.policy ?? {};
  return withRun(pod, { policy: { ...rest, ...times } });
}

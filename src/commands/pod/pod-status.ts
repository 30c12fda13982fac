import { troubleLines } from "../../core/cards/platform-card.ts";
import { podListCard, podStatus } from "../../core/cards/pod-status-card.ts";
import { settingsOf } from "../../core/idle/pod-policy.ts";
import { answerWords } from "../../core/words/answers.ts";
import type { Command } from "../define.ts";
import { openTraining, teamPod } from "../find-records.ts";
import { answer } from "../reply.ts";

/** What the pod does, who uses it, what it costs, and when and why it will stop. */
export const podStatusCommand: Command = {
  path: ["pod", "status"],
  isUse: false,
  summary: "Shows what the pod does, what it costs and when it will stop",
  options: [],
  async run({ invocation }, context) {
    const pod = await teamPod(context.store, invocation.teamId);
    const nowMs = context.clock.now();
    const troubles = troubleLines(context.reach.troubles(), nowMs);
    if (pod === undefined)
      return answer(invocation, {
        title: answerWords.nothingRuns(),
        lines: [answerWords.nothingRunsText(), ...troubles],
      });
    const training = await openTraining(context.store, invocation.teamId);
    const settings = await settingsOf(context, invocation.teamId);
    const status = podStatus({ pod, training, settings, nowMs });
    return answer(invocation, { ...status, lines: [...status.lines, ...troubles] });
  },
};

/** All pods of the team that still exist. */
export const podList: Command = {
  path: ["pod", "list"],
  isUse: false,
  summary: "Lists the team's pods with their cost",
  options: [],
  async run({ invocation }, context) {
    const stored = await context.store.pods.listOpen(invocation.teamId);
    const pods = stored.map((record) => record.value).filter((pod) => pod.phase !== "gone");
    return answer(invocation, podListCard(pods, context.clock.now()));
  },
};

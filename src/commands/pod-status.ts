import { podListCard, podStatus } from "../core/pod-status.ts";
import { apiUrl } from "../core/pod.ts";
import { answerWords } from "../core/words/answers.ts";
import * as podWords from "../core/words/pod.ts";
import type { Command } from "./define.ts";
import { livePod, openTraining, teamPod } from "./find.ts";
import { answer } from "./reply.ts";

/** What the pod does, who uses it, what it costs, and when and why it will stop. */
export const podStatusCommand: Command = {
  path: ["pod", "status"],
  summary: "Shows what the pod does, what it costs and when it will stop",
  options: [],
  async run({ invocation }, context) {
    const pod = await teamPod(context.store, invocation.teamId);
    if (pod === undefined)
      return answer(invocation, { title: answerWords.nothingRuns(), lines: [answerWords.nothingRunsText()] });
    const training = await openTraining(context.store, invocation.teamId);
    return answer(
      invocation,
      podStatus({ pod, training, settings: context.settings, nowMs: context.clock.now() }),
    );
  },
};

/** All pods of the team that still exist. */
export const podList: Command = {
  path: ["pod", "list"],
  summary: "Lists the team's pods with their cost",
  options: [],
  async run({ invocation }, context) {
    const stored = await context.store.pods.list(invocation.teamId);
    const pods = stored.map((record) => record.value).filter((pod) => pod.phase !== "gone");
    return answer(invocation, podListCard(pods, context.clock.now()));
  },
};

/** The address to paste into 3D Slicer, with the three lines on how. */
export const podUrl: Command = {
  path: ["pod", "url"],
  summary: "Shows the server URL for 3D Slicer and how to connect",
  options: [],
  async run({ invocation }, context) {
    const pod = await livePod(context.store, invocation.teamId);
    const { machine } = pod;
    if (machine === undefined) throw new Error("a live pod has a machine");
    const access = pod.provider === "local" ? podWords.localOnly() : podWords.openToAnyone();
    const lines = [...podWords.howToConnect(machine, pod.wishes.studies), access];
    return answer(invocation, {
      title: answerWords.urlTitle(),
      lines,
      fields: [{ name: "Server URL", value: [{ kind: "code", text: apiUrl(machine) }] }],
    });
  },
};

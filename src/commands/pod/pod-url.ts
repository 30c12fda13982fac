import type { Invocation, Reply } from "../../core/records/invocation.ts";
import { rotate, usedWith } from "../../core/pods/change-pod.ts";
import type { Pod } from "../../core/records/pod.ts";
import { isReached } from "../../core/records/server-address.ts";
import { update } from "../../core/ports/store.ts";
import { accessText, howToConnect, urlText } from "../../core/words/access.ts";
import { answerWords } from "../../core/words/answers.ts";
import { failures } from "../../core/words/errors.ts";
import { changeLock } from "../../jobs/watch/change-lock.ts";
import type { CommandContext } from "../context.ts";
import type { Command } from "../define.ts";
import { livePod } from "../find-records.ts";
import { answer } from "../reply.ts";
import { startJob } from "../start-job.ts";
import { podPayloadOf } from "../../jobs/pod-payload.ts";
import { placeOf } from "../../core/records/place-of.ts";

/** The address to paste into 3D Slicer, with the three lines on how, for the asker alone; or another key for it. */
export const podUrl: Command = {
  path: ["pod", "url"],
  isUse: (options) => options["rotate"] === true,
  summary: "Shows you alone the server URL for 3D Slicer and how to connect",
  options: [
    {
      name: "rotate",
      summary: "Changes the key in the URL, so that the old URL opens nothing any more",
      type: "boolean",
    },
  ],
  async run({ invocation, options }, context) {
    const pod = await livePod(context.store, invocation.teamId);
    return options["rotate"] === true ? changeKey(pod, invocation, context) : showUrl(pod, invocation);
  },
};

function showUrl(pod: Pod, invocation: Invocation): Reply {
  if (!isReached(pod)) throw new Error("a live pod has a machine");
  return answer(invocation, {
    title: answerWords.urlTitle(),
    lines: [...howToConnect(pod, "channel"), ...accessText(pod)],
    fields: [{ name: "Server URL", value: urlText(pod, "channel") }],
  });
}

/** The record has the new key at once; the work, which brings it to the pod, is in `change-lock`. */
async function changeKey(pod: Pod, invocation: Invocation, context: CommandContext): Promise<Reply> {
  const stored = await update(context.store.pods, placeOf(pod), (current) =>
    usedWith(rotate(current), context.clock.now()),
  );
  if (stored?.value.phase !== "live") throw failures.tooFast();
  await startJob(changeLock, podPayloadOf(pod), context);
  return answer(invocation, {
    title: answerWords.keyChanges(),
    lines: [answerWords.keyChangesText()],
    tone: "good",
  });
}

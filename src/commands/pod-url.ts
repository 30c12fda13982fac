import { isReached } from "../core/server-address.ts";
import { accessText, howToConnect, urlText } from "../core/words/access.ts";
import { answerWords } from "../core/words/answers.ts";
import type { Command } from "./define.ts";
import { livePod } from "./find.ts";
import { answer } from "./reply.ts";

/** The address to paste into 3D Slicer, with the three lines on how, for the asker alone. */
export const podUrl: Command = {
  path: ["pod", "url"],
  summary: "Shows you alone the server URL for 3D Slicer and how to connect",
  options: [],
  async run({ invocation }, context) {
    const pod = await livePod(context.store, invocation.teamId);
    if (!isReached(pod)) throw new Error("a live pod has a machine");
    return answer(invocation, {
      title: answerWords.urlTitle(),
      lines: [...howToConnect(pod), ...accessText(pod)],
      fields: [{ name: "Server URL", value: urlText(pod) }],
    });
  },
};

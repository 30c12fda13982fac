import { type Logger, HTTPReceiver, type Receiver } from "@slack/bolt";
import { slackFailures } from "../../core/words/slack.ts";
import { httpPath } from "./manifest.ts";

/** The way in which Slack's commands arrive. */
export type SlackReceiver = {
  /** For Bolt's app. */
  readonly receiver: Receiver;
  /** @throws UserFacingError when it can't be opened */
  start(): Promise<void>;
  stop(): Promise<void>;
};

/** Signed requests on this machine's own address; a reverse proxy of the user brings them there. */
export function createHttpReceiver(signingSecret: string, httpPort: number, logger: Logger): SlackReceiver {
  const receiver = new HTTPReceiver({ signingSecret, endpoints: httpPath, logger });

  async function start(): Promise<void> {
    try {
      await receiver.start({ host: "127.0.0.1", port: httpPort });
    } catch {
      throw slackFailures.portTaken(httpPort);
    }
  }

  return {
    receiver,
    start,
    async stop() {
      await receiver.stop();
    },
  };
}

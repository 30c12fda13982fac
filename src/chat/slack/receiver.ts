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

/** An address of this machine, such as 127.0.0.1, and a TCP port. */
export type HttpPlace = { readonly host: string; readonly port: number };

/** Signed requests at this address; a reverse proxy of the user brings them there. */
export function createHttpReceiver(signingSecret: string, place: HttpPlace, logger: Logger): SlackReceiver {
  const receiver = new HTTPReceiver({ signingSecret, endpoints: httpPath, logger });

  async function start(): Promise<void> {
    try {
      await receiver.start(place);
    } catch {
      throw slackFailures.portTaken(place.host, place.port);
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

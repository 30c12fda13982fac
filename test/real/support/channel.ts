import { setTimeout as wait } from "node:timers/promises";
import type { DiscordTwin } from "../../twins/discord/twin.ts";
import type { SlackTwin } from "../../twins/slack/slack-twin.ts";
import { z } from "zod";

/** A team's channel as its people read it. */
export type Channel = {
  readonly platform: string;
  /** The messages as they are now, oldest first. */
  texts(): Promise<readonly string[]>;
  /** Every text that the bot has sent, edits too, in the order of sending. */
  sent(): readonly string[];
};

const discordMessage = z.object({
  content: z.string().default(""),
  embeds: z.array(
    z.object({
      title: z.string().default(""),
      description: z.string().default(""),
      fields: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
    }),
  ),
});

export function discordChannel(twin: DiscordTwin): Channel {
  return {
    platform: "Discord",
    texts: async () => (await twin.messages()).map(textOf),
    sent: () =>
      twin.requests.filter(({ path }) => path.includes("/messages")).map(({ body }) => textOf(body)),
  };
}

function textOf(body: unknown): string {
  const { data } = discordMessage.safeParse(body);
  return (data?.embeds ?? [])
    .flatMap(({ title, description, fields }) => [
      title,
      description,
      ...fields.map(({ name, value }) => `${name}: ${value}`),
    ])
    .join("\n");
}

const slackText = z.object({ text: z.string() });

export function slackChannel(twin: SlackTwin): Channel {
  return {
    platform: "Slack",
    texts: async () => (await twin.messages()).map(({ text }) => text),
    sent: () => twin.requests.flatMap(({ args }) => slackText.safeParse(args).data?.text ?? []),
  };
}

const minuteMs = 60_000;
const lookEveryMs = 500;

const failure = /did not come up|Training \w+ (?:failed|was lost)/;

/** The newest message that matches, waited for. @throws at once when the bot tells a new failure, else after a while */
export async function read(channel: Channel, pattern: RegExp, withinMinutes = 8): Promise<string> {
  const endsAtMs = performance.now() + withinMinutes * minuteMs;
  const failuresBefore = (await channel.texts()).filter((text) => failure.test(text)).length;
  while (performance.now() < endsAtMs) {
    const texts = await channel.texts();
    const found = texts.findLast((text) => pattern.test(text));
    if (found !== undefined) return found;
    const failures = texts.filter((text) => failure.test(text));
    if (failures.length > failuresBefore)
      throw new Error(`${channel.platform} has no ${pattern} but:\n${failures.at(-1)}`);
    await wait(lookEveryMs);
  }
  throw new Error(`${channel.platform} never had ${pattern}:\n${(await channel.texts()).join("\n\n")}`);
}

/** The same on both. */
export async function readAll(channels: readonly Channel[], pattern: RegExp): Promise<readonly string[]> {
  return Promise.all(channels.map((channel) => read(channel, pattern)));
}

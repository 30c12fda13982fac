import { ChannelType, Routes } from "discord.js";
import type { DigitalDiscord } from "discord-digital-twin";
import { z } from "zod";
import { botToken, ids } from "./seed.ts";

/** The team's channel, which its people can delete and make again, with another id. */
export type TeamChannel = {
  /** Of the newest. */
  id(): string;
  deleteIt(): Promise<void>;
  /** Under the name that it had. */
  makeAgain(): Promise<void>;
};

const made = z.object({ id: z.string() });

export function createTeamChannel(discord: DigitalDiscord): TeamChannel {
  let id: string = ids.teamChannel;

  /** Beside the gate: it is not the bot that does so. */
  async function ask(method: string, route: string, body?: unknown): Promise<unknown> {
    const headers = { "content-type": "application/json", authorization: `Bot ${botToken}` };
    const answer = await fetch(`http://127.0.0.1:${discord.port}/api/v10${route}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`the digital twin answers ${answer.status}`);
    return answer.json();
  }

  return {
    id: () => id,
    async deleteIt() {
      await ask("DELETE", Routes.channel(id));
    },
    async makeAgain() {
      const channel = { name: "pods", type: ChannelType.GuildText };
      id = made.parse(await ask("POST", Routes.guildChannels(ids.guild), channel)).id;
    },
  };
}

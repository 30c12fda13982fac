import { InteractionType } from "discord.js";
import type { APIMessage } from "discord.js";
import type { DigitalDiscord } from "discord-digital-twin";
import { z } from "zod";
import type { SeenRequest } from "./gate.ts";
import { ids } from "./seed.ts";
import { typeCommand } from "./typed-command.ts";
import type { Watch } from "./watch.ts";

/** Who does something, and where: by default Ada, a member, in the team's channel. */
export type From = {
  /** A newcomer has not accepted the server's rules yet, a manager has Manage Server, an administrator Administrator. */
  readonly who?: "ada" | "newcomer" | "manager" | "administrator";
  readonly place?: "team-channel" | "other-channel" | "foreign-server" | "direct-message";
  /** A channel of the team's server that was made meanwhile, in place of `place`. */
  readonly channelId?: string;
};

/** Something that a person did, and what came of it. */
export type Deed = {
  /** By `performance.now()`. */
  readonly sentAtMs: number;
  acknowledgement(): Promise<SeenRequest>;
  /** The request by which the acknowledgement became the answer; its body is a message. */
  answer(): Promise<SeenRequest>;
};

export type People = {
  /** Without the slash: `pod up gpu:"RTX 4090"`. */
  runCommand(line: string, from?: From): Promise<Deed>;
  /** The newest button with this label, also on a private answer. */
  clickButton(label: string, from?: From): Promise<Deed>;
  /** The values offered while the last option of the line is being typed. */
  complete(line: string): Promise<readonly string[]>;
};

export type PeopleDeps = {
  readonly discord: DigitalDiscord;
  readonly watch: Watch;
  readonly sentAtMs: ReadonlyMap<string, number>;
};

type Where = { readonly channelId: string; readonly guildId: string; readonly userId: string };

const places = {
  "team-channel": { channelId: ids.teamChannel, guildId: ids.guild },
  "other-channel": { channelId: ids.otherChannel, guildId: ids.guild },
  "foreign-server": { channelId: ids.foreignChannel, guildId: ids.foreignGuild },
  "direct-message": { channelId: ids.directMessages, guildId: ids.guild },
} as const;

const buttonSchema = z.object({ label: z.string(), custom_id: z.string() });
const rowsSchema = z.array(z.object({ components: z.array(z.unknown()) }));
const choicesSchema = z.object({ data: z.object({ choices: z.array(z.object({ value: z.string() })) }) });

export function createPeople({ discord, watch, sentAtMs }: PeopleDeps): People {
  function deed({ id, token }: { readonly id: string; readonly token: string }): Deed {
    return {
      sentAtMs: sentAtMs.get(id) ?? 0,
      acknowledgement: () => watch.request(({ path }) => path === `/interactions/${id}/${token}/callback`),
      answer: () => watch.request(({ path }) => path === `/webhooks/${ids.bot}/${token}/messages/@original`),
    };
  }

  async function typed(line: string) {
    const registration = await watch.request(({ path }) => path.endsWith("/commands"));
    return typeCommand(line, registration.body);
  }

  async function runCommand(line: string, from: From = {}): Promise<Deed> {
    return deed(await discord.simulateSlashCommand({ ...where(from), ...(await typed(line)) }));
  }

  async function clickButton(label: string, from: From = {}): Promise<Deed> {
    const there = where(from);
    const messages = await discord.channel(there.channelId).getMessages();
    for (const message of messages.toReversed()) {
      const customId = buttonsOf(message).find((button) => button.label === label)?.custom_id;
      if (customId !== undefined)
        return deed(await discord.simulateButtonClick({ ...there, messageId: message.id, customId }));
    }
    throw new Error(`there is no button ${label}`);
  }

  async function complete(line: string): Promise<readonly string[]> {
    const { name, options } = await typed(line);
    const [subcommand] = options;
    const inner = (subcommand?.options ?? []).map((option, index, all) => ({
      ...option,
      focused: index === all.length - 1,
    }));
    const data = { id: "1", name, type: 1, options: [{ ...subcommand, options: inner }] };
    const type = InteractionType.ApplicationCommandAutocomplete;
    const { body } = await deed(
      await discord.simulateInteraction({ ...where({}), type, data }),
    ).acknowledgement();
    return choicesSchema.parse(body).data.choices.map(({ value }) => value);
  }

  return { runCommand, clickButton, complete };
}

function where({ place = "team-channel", who = "ada", channelId }: From): Where {
  const there = places[place];
  return { ...there, channelId: channelId ?? there.channelId, userId: ids[who] };
}

function buttonsOf({ components }: APIMessage): readonly z.infer<typeof buttonSchema>[] {
  const buttons = rowsSchema.parse(components ?? []).flatMap((row) => row.components);
  return buttons.flatMap((button) => buttonSchema.safeParse(button).data ?? []);
}

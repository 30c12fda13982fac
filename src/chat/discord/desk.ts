import {
  type AutocompleteInteraction,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  DiscordAPIError,
  type Interaction,
  MessageFlags,
} from "discord.js";
import type { CommandDefinition } from "../../commands/define.ts";
import { describeError } from "../../core/common/errors.ts";
import { type AnswerDeps, answer, sayAnswerWasLost } from "./answer.ts";
import { complete } from "./autocomplete.ts";
import { writeCommandLine } from "./command-line.ts";
import { toInvocation } from "./invocation.ts";
import { originOf } from "./origin.ts";
import type { ChatDeps } from "../chat-deps.ts";

export type DeskDeps = AnswerDeps & Pick<ChatDeps, "dispatch" | "commands" | "log">;

type Given = ChatInputCommandInteraction | ButtonInteraction;

/** Takes what people do with the bot; never throws. */
export type Desk = { take(interaction: Interaction): Promise<void> };

export function createDesk(deps: DeskDeps): Desk {
  const { log } = deps;

  async function take(interaction: Interaction): Promise<void> {
    try {
      if (interaction.isAutocomplete()) {
        await suggest(interaction, deps.commands);
      } else if (interaction.isChatInputCommand()) {
        await serve(interaction, writeCommandLine(interaction.commandName, interaction.options.data));
      } else if (interaction.isButton()) {
        await serve(interaction, interaction.customId);
      }
    } catch (error) {
      log.error("discord interaction failed", { interactionId: interaction.id, ...describeFault(error) });
    }
  }

  async function serve(interaction: Given, commandLine: string): Promise<void> {
    // Not awaited before the command: when Discord is slow the command still counts, and its card is in the channel.
    const acknowledging = attempt("acknowledgement", interaction, () =>
      interaction.deferReply({ flags: MessageFlags.Ephemeral }),
    );
    const invocation = toInvocation(deps.home, originOf(interaction), commandLine);
    // One turn later, so that a burst of commands is acknowledged before the first of them costs time.
    await deps.clock.sleep(0);
    const reply = await deps.dispatch(invocation);
    const isAcknowledged = await acknowledging;
    const isAnswered =
      isAcknowledged && (await attempt("answer", interaction, () => answer(interaction, reply, deps)));
    const person = reply.card.onlyFor;
    if (isAnswered || person === undefined || invocation.place !== "team-channel") return;
    await sayAnswerWasLost(person, deps);
  }

  /** An interaction that waits over 3 seconds is dead, and its token lives for 15 minutes, at times for less. */
  async function attempt(what: string, { id }: Given, respond: () => Promise<unknown>): Promise<boolean> {
    try {
      await respond();
      return true;
    } catch (error) {
      log.warn("discord refused a response", { what, interactionId: id, ...describeFault(error) });
      return false;
    }
  }

  return { take };
}

async function suggest(
  interaction: AutocompleteInteraction,
  commands: readonly CommandDefinition[],
): Promise<void> {
  const path = [interaction.commandName, interaction.options.getSubcommand()] as const;
  const { name, value } = interaction.options.getFocused(true);
  await interaction.respond(complete(commands, { path, option: name, text: value }));
}

function describeFault(error: unknown): Readonly<Record<string, unknown>> {
  const described = describeError(error);
  return error instanceof DiscordAPIError
    ? { ...described, httpStatus: error.status, discordCode: error.code }
    : described;
}

import {
  type AutocompleteInteraction,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  type Interaction,
} from "discord.js";
import { describeError } from "../../core/common/errors.ts";
import type { Log } from "../../core/common/log.ts";
import { RefusedError } from "../board/refused-error.ts";
import { createSeen } from "../seen.ts";
import { acknowledge, type AnswerDeps, answer, offer, sayAnswerWasLost } from "./answer.ts";
import { complete } from "./autocomplete.ts";
import { writeCommandLine } from "./command-line.ts";
import { toInvocation } from "./invocation.ts";
import { originOf } from "./origin.ts";
import type { ChatDeps } from "../chat-deps.ts";

export type DeskDeps = AnswerDeps & Pick<ChatDeps, "dispatch" | "commands" | "log">;

type Given = ChatInputCommandInteraction | ButtonInteraction;

type Attempt = { readonly log: Log; respond(): Promise<unknown> };

/** Takes what people do with the bot; never throws. */
export type Desk = { take(interaction: Interaction): Promise<void> };

/** So many interactions are remembered. */
const remembered = 1000;

export function createDesk(deps: DeskDeps): Desk {
  const { log } = deps;
  const seen = createSeen(remembered);

  async function take(interaction: Interaction): Promise<void> {
    if (!seen.add(interaction.id)) {
      // The gateway replays events when a session is resumed.
      log.info("discord delivered an interaction again", { interactionId: interaction.id });
      return;
    }
    try {
      if (interaction.isAutocomplete()) {
        await suggest(interaction, deps);
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
    const acknowledging = attempt("acknowledgement", interaction, {
      log,
      respond: () => acknowledge(interaction, deps),
    });
    const invocation = toInvocation(deps.home, originOf(interaction), commandLine);
    // One turn later, so that a burst of commands is acknowledged before the first of them costs time.
    await deps.clock.sleep(0);
    const reply = await deps.dispatch(invocation);
    const isAcknowledged = await acknowledging;
    const respond = (): Promise<void> => answer(interaction, reply, deps);
    const isAnswered = isAcknowledged && (await attempt("answer", interaction, { log, respond }));
    const person = reply.card.onlyFor;
    if (isAnswered || person === undefined || invocation.place !== "team-channel") return;
    await sayAnswerWasLost(person, deps);
  }

  return { take };
}

/** An interaction that waits over 3 seconds is dead, and its token lives for 15 minutes, at times for less. */
async function attempt(what: string, { id }: Given, { log, respond }: Attempt): Promise<boolean> {
  try {
    await respond();
    return true;
  } catch (error) {
    log.warn("discord refused a response", { what, interactionId: id, ...describeFault(error) });
    return false;
  }
}

async function suggest(interaction: AutocompleteInteraction, deps: DeskDeps): Promise<void> {
  const path = [interaction.commandName, interaction.options.getSubcommand()] as const;
  const { name, value } = interaction.options.getFocused(true);
  await offer(interaction, complete(deps.commands, { path, option: name, text: value }), deps);
}

function describeFault(error: unknown): Readonly<Record<string, unknown>> {
  return { ...describeError(error), ...(error instanceof RefusedError ? { kind: error.kind } : {}) };
}

import type { TeamId } from "../../core/records/ids.ts";
import type { Invocation, Place } from "../../core/records/invocation.ts";
import type { Standing } from "./people.ts";
import type { ButtonPressBody, SlashCommandBody } from "./schema.ts";

/** A command as Slack tells of it, typed or by a button. */
export type SlackInput = {
  readonly workspaceId: string;
  readonly channelId: string;
  readonly userId: string;
  readonly userName: string;
  readonly commandLine: string;
  /** Slack's name for this one act of a person: a second delivery has the same. */
  readonly triggerId: string;
  /** Whether it came from a message that only this person sees, which the answer then takes the place of. */
  readonly isFromPrivateMessage: boolean;
};

export type SlackHome = { readonly teamId: TeamId; readonly workspaceId: string; readonly channelId: string };

export function fromSlashCommand(body: SlashCommandBody): SlackInput {
  const word = body.command.replace(/^\//, "");
  return {
    workspaceId: body.team_id,
    channelId: body.channel_id,
    userId: body.user_id,
    userName: body.user_name,
    commandLine: toPlainText(`${word} ${body.text}`).trim(),
    triggerId: body.trigger_id,
    isFromPrivateMessage: false,
  };
}

export function fromButtonPress(body: ButtonPressBody): SlackInput {
  return {
    workspaceId: body.team.id,
    channelId: body.channel.id,
    userId: body.user.id,
    userName: body.user.username ?? body.user.name ?? "",
    commandLine: unescape(body.actions[0].value),
    triggerId: body.trigger_id,
    isFromPrivateMessage: body.container.is_ephemeral,
  };
}

export function placeOf(input: SlackInput, home: SlackHome): Place {
  if (input.workspaceId !== home.workspaceId) return "foreign-team";
  if (input.channelId === home.channelId) return "team-channel";
  return input.channelId.startsWith("D") ? "direct-message" : "other-channel";
}

export function toInvocation(input: SlackInput, home: SlackHome, standing: Standing): Invocation {
  return {
    teamId: home.teamId,
    platform: "slack",
    person: {
      platform: "slack",
      id: input.userId,
      name: input.userName === "" ? input.userId : input.userName,
    },
    ...standing,
    place: placeOf(input, home),
    commandLine: input.commandLine,
  };
}

/** Undoes what Slack's clients make of typed text: curly quotes, hard spaces and escaped characters. */
function toPlainText(text: string): string {
  return unescape(text)
    .replaceAll(/[“”„‟«»]/g, '"')
    .replaceAll(/[‘’‚‛]/g, "'")
    .replaceAll("\u{A0}", " ");
}

/** Slack hands on `&`, `<` and `>` escaped; seen for button values in slackapi/bolt-python#513. */
function unescape(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

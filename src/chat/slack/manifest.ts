import type { CommandDefinition } from "../../commands/define.ts";
import { writeUsage } from "../../commands/line/write-usage.ts";
import { slashDescription } from "../../core/words/slack.ts";
import { defined } from "../../core/common/defined.ts";

/** What the bot may do: take commands, post and edit its cards, tell guests, and find its own cards in the team channel again. */
export const botScopes: readonly string[] = [
  "chat:write",
  "commands",
  "users:read",
  "channels:history",
  "groups:history",
];

/** For looking into the channel alone: into a public one, and into a private one. */
export const historyScopes: readonly string[] = ["channels:history", "groups:history"];

/** Where Slack's requests arrive when Socket Mode is off, below the address of the user's reverse proxy. */
export const httpPath = "/slack/events";

type SlashCommand = {
  readonly command: string;
  readonly description: string;
  readonly usage_hint: string;
  readonly should_escape: false;
  readonly url?: string;
};

/** Slack's app manifest; JSON, which is YAML too. Source: https://docs.slack.dev/reference/app-manifest */
export type SlackManifest = {
  readonly display_information: { readonly name: string; readonly description: string };
  readonly features: {
    readonly bot_user: { readonly display_name: string; readonly always_online: true };
    readonly slash_commands: readonly SlashCommand[];
  };
  readonly oauth_config: { readonly scopes: { readonly bot: readonly string[] } };
  readonly settings: {
    readonly interactivity: { readonly is_enabled: true; readonly request_url?: string };
    readonly org_deploy_enabled: false;
    readonly socket_mode_enabled: boolean;
    readonly token_rotation_enabled: false;
  };
};

/** @param publicUrl the reverse proxy's https address; absent: Socket Mode, which needs none */
export function slackManifest(definitions: readonly CommandDefinition[], publicUrl?: string): SlackManifest {
  const requestUrl = publicUrl === undefined ? undefined : new URL(httpPath, publicUrl).href;
  return {
    display_information: {
      name: "labelpod",
      description: "GPU pods with MONAI Label, on request, stopped when idle",
    },
    features: {
      bot_user: { display_name: "labelpod", always_online: true },
      slash_commands: slashCommands(definitions, requestUrl),
    },
    oauth_config: { scopes: { bot: botScopes } },
    settings: {
      interactivity: { is_enabled: true, ...defined({ request_url: requestUrl }) },
      org_deploy_enabled: false,
      socket_mode_enabled: requestUrl === undefined,
      token_rotation_enabled: false,
    },
  };
}

function slashCommands(
  definitions: readonly CommandDefinition[],
  requestUrl: string | undefined,
): readonly SlashCommand[] {
  const visible = definitions.filter(({ isHidden }) => isHidden !== true);
  const words = Map.groupBy(visible, ({ path }) => path[0]);
  return [...words].map(([word, group]) => ({
    command: `/${word}`,
    description: slashDescription(word),
    usage_hint: group.map(writeUsage).join(" | "),
    should_escape: false,
    ...defined({ url: requestUrl }),
  }));
}

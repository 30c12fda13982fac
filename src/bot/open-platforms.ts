import type { ChatDeps } from "../chat/chat-deps.ts";
import type { PlatformHealth } from "../chat/platform-health.ts";
import type { DiscordConfig, SlackConfig } from "../config/read-config.ts";
import { defined } from "../core/common/defined.ts";
import type { Joined } from "./join-platform.ts";

/** Opens one session of a platform, as often as its sessions end. @throws UserFacingError */
export type OpenPlatform = (health: PlatformHealth) => Promise<Joined>;

type DiscordDeps = ChatDeps & {
  /** Hears what has to be set before the next start, as after a channel was made again. */
  report(sentence: string): void;
};

/** Each session is in the channel that the one before has followed. */
export function discordOpener({ token, apiUrl, ...where }: DiscordConfig, deps: DiscordDeps): OpenPlatform {
  let { channelId } = where;
  return async (health) => {
    const { createDiscordChat } = await import("../chat/discord/bot.ts");
    return createDiscordChat({
      ...deps,
      ...where,
      health,
      channelId,
      token: token.reveal(),
      onMoved: (id) => void (channelId = id),
      ...defined({ apiUrl }),
    });
  };
}

export function slackOpener(config: SlackConfig, deps: ChatDeps): OpenPlatform {
  const { botToken, appToken, signingSecret, ...where } = config;
  return async (health) => {
    const { createSlackChat } = await import("../chat/slack/bot.ts");
    return createSlackChat({
      ...deps,
      ...where,
      health,
      botToken: botToken.reveal(),
      appToken: appToken?.reveal(),
      signingSecret: signingSecret?.reveal(),
    });
  };
}

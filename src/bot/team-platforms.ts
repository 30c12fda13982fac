import type { Config, ConfigError } from "../config/read-config.ts";
import type { Platform } from "../core/records/text.ts";

type Read = { readonly config: Config; readonly wrongSettings?: ConfigError | undefined };

/** The configured ones, without the page. */
export function chatPlatforms({ discord, slack }: Config): readonly Platform[] {
  return [
    ...(discord === undefined ? [] : ["discord" as const]),
    ...(slack === undefined ? [] : ["slack" as const]),
  ];
}

/**
 * Where the team is; whoever has no chat platform looks at the page. None where settings are wrong and no platform is left of them: the
 * team's own may be what is mistyped, and a page that nobody there looks at has shown the team nothing.
 */
export function teamPlatforms({ config, wrongSettings }: Read): readonly Platform[] {
  const platforms = chatPlatforms(config);
  return platforms.length === 0 && wrongSettings === undefined ? ["web"] : platforms;
}

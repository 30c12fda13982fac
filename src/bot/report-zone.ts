import type { Config } from "../config/read-config.ts";
import { settingsId } from "../core/idle/pod-policy.ts";
import type { Store } from "../core/ports/store.ts";
import { startWords } from "../core/words/start.ts";

type Options = {
  readonly config: Pick<Config, "environment" | "settings" | "teamId">;
  readonly settings: Pick<Store["settings"], "get">;
  report(line: string): void;
};

/** Says that times of day are UTC where nobody has chosen that: a container knows no zone of its machine. */
export async function reportZone({ config, settings, report }: Options): Promise<void> {
  const { LABELPOD_TIMEZONE: ours, TZ: everybodys } = config.environment;
  if (config.settings.timeZone !== "UTC" || (ours ?? "") !== "" || (everybodys ?? "") !== "") return;
  // A Redis that goes away in this moment is told of elsewhere.
  const stored = await settings.get(config.teamId, settingsId).catch(() => undefined);
  if (stored?.value.timeZone === undefined) report(startWords.zoneIsUtc());
}

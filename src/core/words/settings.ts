import type { Field } from "../card.ts";
import { formatDuration, formatUsd } from "../format.ts";
import type { Settings } from "../settings.ts";
import { code, line, type Line } from "../text.ts";

export const settingsWords = {
  title: () => "Settings of this team",
  changed: () => "The team's settings are changed",
  howToChange: (): Line =>
    line`${code("/settings idle:90m")} changes them for the team, ${code("/pod idle 90m")} for the pod that is up.`,
  fields: ({ idleMs, graceMs, hardLimitMs, timeZone, budgetUsd }: Settings): readonly Field[] => [
    { name: "Warned after (idle)", value: [`${formatDuration(idleMs)} without use`] },
    { name: "Stopped after the warning (grace)", value: [formatDuration(graceMs)] },
    { name: "Longest life (hard-limit)", value: [formatDuration(hardLimitMs)] },
    { name: "Time zone (timezone)", value: [timeZone] },
    {
      name: "Budget of a month (budget)",
      value: [budgetUsd === undefined ? "none" : formatUsd(budgetUsd)],
    },
  ],
} as const;

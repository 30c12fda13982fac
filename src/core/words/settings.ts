import type { Field } from "../records/card.ts";
import { formatDuration, formatUsd } from "../common/format.ts";
import { mergeGpuRequests } from "../records/gpu-request.ts";
import type { Settings } from "../records/settings.ts";
import { code, line, type Line } from "../records/text.ts";

export const settingsWords = {
  title: () => "Settings of this team",
  changed: () => "The team's settings are changed",
  howToChange: (): Line =>
    line`${code("/settings idle:90m")} changes them for the team, ${code("/pod idle 90m")} for the pod that is up.`,
  /** What memory or a country that was given has taken back. */
  takenBack: (gpus: readonly string[], dataCenterIds: readonly string[]): readonly Line[] => [
    ...(gpus.length === 0
      ? []
      : [[`Since memory was given, the wish for ${gpus.join(", ")} counts no more.`]]),
    ...(dataCenterIds.length === 0
      ? []
      : [[`Since a country was given, the data centers ${dataCenterIds.join(", ")} count no more.`]]),
  ],
  fields: (settings: Settings): readonly Field[] => [...limitFields(settings), ...gpuFields(settings)],
} as const;

function limitFields({ idleMs, graceMs, hardLimitMs, timeZone, budgetUsd }: Settings): readonly Field[] {
  return [
    { name: "Warned after (idle)", value: [`${formatDuration(idleMs)} without use`] },
    { name: "Stopped after the warning (grace)", value: [formatDuration(graceMs)] },
    { name: "Maximum lifetime (hard-limit)", value: [formatDuration(hardLimitMs)] },
    { name: "Time zone (timezone)", value: [timeZone] },
    {
      name: "Budget of a month (budget)",
      value: [budgetUsd === undefined ? "none" : formatUsd(budgetUsd)],
    },
  ];
}

/** What a new pod is rented by. */
function gpuFields(settings: Settings): readonly Field[] {
  const { gpus, dataCenterIds, maxUsdPerHour, minDownloadMbps } = mergeGpuRequests({}, settings);
  const { minMemoryGib, cloud, country } = settings;
  const speed = minDownloadMbps === undefined ? "" : `, ${minDownloadMbps} Mbit/s or more (download)`;
  return [
    { name: "GPU (gpu, memory)", value: [gpus?.join(", ") ?? `any with ${minMemoryGib} GB or more`] },
    { name: "Network volume (volume)", value: [settings.volumeId ?? "none"] },
    { name: "Cloud (cloud)", value: [cloud === "community" ? `${cloud}${speed}` : cloud] },
    { name: "Place (country, data-centers)", value: [[country, ...(dataCenterIds ?? [])].join(", ")] },
    {
      name: "Price at most (max-price)",
      value: [maxUsdPerHour === undefined ? "any" : `${formatUsd(maxUsdPerHour)} an hour`],
    },
  ];
}

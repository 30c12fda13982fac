import type { Invocation, Reply } from "../../core/records/invocation.ts";
import { settingsId, settingsOf } from "../../core/idle/pod-policy.ts";
import type { Settings, TeamSettings } from "../../core/records/settings.ts";
import { put } from "../../core/ports/store.ts";
import type { Line } from "../../core/records/text.ts";
import { isTimeZone } from "../../core/common/time-of-day.ts";
import { failures } from "../../core/words/errors.ts";
import { moneyFailures } from "../../core/words/money.ts";
import { settingsWords } from "../../core/words/settings.ts";
import { volumeNamed } from "../volume/ask-volumes.ts";
import type { CommandContext } from "../context.ts";
import type { Command, OptionValues } from "../define.ts";
import { checkCloud } from "../pod/check-cloud.ts";
import { gpuOptions, placeOptions, readGpuOptions } from "../pod/gpu-options.ts";
import { readGpuRequest } from "../pod/pod-request.ts";
import { answer } from "../reply.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Shows what counts for the team. */
export const settingsShow: Command = {
  path: ["settings", "show"],
  isUse: false,
  summary: "Shows when this team's pods stop, which machines they get, and its budget",
  options: [],
  run: ({ invocation }, context) => show(invocation, { title: settingsWords.title(), lines: [] }, context),
};

/** Changes what counts for the team, at once and for pods that are up as well. */
export const settingsSet: Command = {
  path: ["settings", "set"],
  isUse: false,
  summary: "Changes when pods stop, at once for those that are up too, and which machines new ones get",
  options: [
    {
      name: "idle",
      summary: "Time without use until the warning, such as 90m",
      type: "duration",
      min: 5 * minuteMs,
      max: 12 * hourMs,
    },
    {
      name: "grace",
      summary: "Time from the warning to the stop, such as 15m",
      type: "duration",
      min: minuteMs,
      max: 2 * hourMs,
    },
    {
      name: "hard-limit",
      summary: "Maximum lifetime of a pod, such as 12h; for admins",
      type: "duration",
      min: 30 * minuteMs,
      max: 72 * hourMs,
    },
    {
      name: "timezone",
      summary: "For times of day that you type, such as Europe/Berlin",
      type: "text",
      suggestions: ["UTC", "Europe/Berlin", "Europe/London", "America/New_York", "America/Los_Angeles"],
    },
    {
      name: "budget",
      summary: "USD for a calendar month, 0 for no limit; for admins",
      type: "number",
      min: 0,
      max: 1_000_000,
    },
    ...gpuOptions,
    ...placeOptions,
    {
      name: "volume",
      summary: "Network volume of new pods, by its name in /volume list, or none",
      type: "text",
      suggestions: ["none"],
    },
  ],
  async run({ invocation, options }, context) {
    const wished = readSettings(options);
    if (Object.keys(wished).length === 0) throw failures.nothingToSet();
    if (wished.hardLimitMs !== undefined && !invocation.isAdmin) throw failures.notAdmin();
    if (wished.budgetUsd !== undefined && !invocation.isAdmin) throw moneyFailures.budgetIsAdmins();
    const before = await settingsOf(context, invocation.teamId);
    readGpuRequest(options, before);
    if (wished.cloud !== undefined) await checkCloud({ cloud: wished.cloud }, context);
    await checkVolume(wished, context);
    const place = { teamId: invocation.teamId, id: settingsId };
    await put(context.store.settings, place, (current) => ({ ...current, ...wished }));
    const reply = { title: settingsWords.changed(), lines: takenBack(options, wished, before) };
    return show(invocation, reply, context);
  },
};

/** What is set is there now; it is looked for again at each `/pod up`. */
async function checkVolume({ volumeId = "none" }: TeamSettings, context: CommandContext): Promise<void> {
  if (volumeId !== "none") await volumeNamed(volumeId, context);
}

function readSettings(options: OptionValues): TeamSettings {
  const { idle, grace, timezone, budget, volume } = options;
  const hardLimit = options["hard-limit"];
  if (typeof timezone === "string" && !isTimeZone(timezone)) throw failures.badTimeZone();
  return {
    ...(typeof idle === "number" ? { idleMs: idle } : {}),
    ...(typeof grace === "number" ? { graceMs: grace } : {}),
    ...(typeof hardLimit === "number" ? { hardLimitMs: hardLimit } : {}),
    ...(typeof timezone === "string" ? { timeZone: timezone } : {}),
    ...(typeof budget === "number" ? { budgetUsd: budget } : {}),
    ...(typeof volume === "string" ? { volumeId: volume } : {}),
    ...readGpuOptions(options),
  };
}

/** What of before is taken back without having been named. */
function takenBack(options: OptionValues, wished: TeamSettings, before: Settings): readonly Line[] {
  const { gpus = [], dataCenterIds = [] } = before;
  const isLost = (name: string, list: readonly string[] | undefined): boolean =>
    options[name] === undefined && list?.length === 0;
  return settingsWords.takenBack(
    isLost("gpu", wished.gpus) ? gpus : [],
    isLost("data-centers", wished.dataCenterIds) ? dataCenterIds : [],
  );
}

type Shown = { readonly title: string; readonly lines: readonly Line[] };

async function show(invocation: Invocation, shown: Shown, context: CommandContext): Promise<Reply> {
  const settings = await settingsOf(context, invocation.teamId);
  return answer(invocation, {
    title: shown.title,
    lines: [...shown.lines, settingsWords.howToChange()],
    fields: settingsWords.fields(settings),
  });
}

import { ownTexts, isSamePort, settingsAtStart, settingTexts } from "../../core/pods/kept-settings.ts";
import { UserFacingError } from "../../core/common/errors.ts";
import type { PodPolicy } from "../../core/records/pod-end.ts";
import type { Pod } from "../../core/records/pod.ts";
import type { PodRequest } from "../../core/records/pod-request.ts";
import { settingsOf } from "../../core/idle/pod-policy.ts";
import type { RunSettings, SettingTexts } from "../../core/records/run.ts";
import { volumeNamed } from "../volume/ask-volumes.ts";
import type { CommandContext } from "../context.ts";
import type { Call } from "../define.ts";

/** Whether the settings are to be taken in place of what the pod had that starts again, or that is replaced. */
export function takesSettings({ options }: Call): boolean {
  return options["settings"] === true;
}

/** What a stopped pod starts by again, where a call says nothing else. */
export async function usualRequest(call: Call, pod: Pod, context: CommandContext): Promise<PodRequest> {
  if (!takesSettings(call)) return pod.request;
  const { models, studies, access } = await settingsOf(context, pod.teamId);
  const reached = isSamePort(access, pod.request.access) ? { access } : {};
  return { ...pod.request, models, studies, ...reached };
}

/** An idle time of this pod's own. */
export function requestedPolicy({ options }: Call): { readonly policy?: PodPolicy } {
  return typeof options["idle"] === "number" ? { policy: { idleMs: options["idle"] } } : {};
}

/** What was said before of the end of this pod counts on. */
export function usualPolicy(call: Call, { run: { policy } }: Pod): { readonly policy?: PodPolicy } {
  return policy === undefined || takesSettings(call)
    ? requestedPolicy(call)
    : { policy, ...requestedPolicy(call) };
}

type Start = Pick<Pod, "teamId" | "request" | "provider"> & {
  readonly policy?: PodPolicy;
  /** The pod that starts again, or that is replaced. */
  readonly before?: Pod | undefined;
  /** Whether its machine is kept, with the image on it. */
  readonly isSameMachine: boolean;
};

/** What a run remembers of the settings at its start, and which of them it does not take. */
export async function noteSettings(start: Start, call: Call, context: CommandContext): Promise<RunSettings> {
  const now = settingTexts(await settingsOf(context, start.teamId), context.provider);
  const known = start.before?.run.settings;
  const own = ownTexts(start, now, start.isSameMachine ? known : now);
  const isChanged = known?.["volume"] !== now["volume"];
  const given = [
    ...Object.keys(call.options),
    ...(isChanged && (await isSameVolume(now, start, context)) ? ["volume"] : []),
  ];
  return settingsAtStart({ known, own, now, given });
}

/** The pod has the volume's id, the settings may have its name. One that can't be found now counts as another. */
async function isSameVolume(
  { volume }: SettingTexts,
  { request: { volumeId } }: Start,
  context: CommandContext,
): Promise<boolean> {
  if (volume === undefined || volumeId === undefined || volume === "none") return false;
  try {
    return (await volumeNamed(volume, context)).id === volumeId;
  } catch (error) {
    if (error instanceof UserFacingError) return false;
    throw error;
  }
}

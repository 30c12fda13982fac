import { writeOptions } from "../market/alternatives.ts";
import type { PodPolicy } from "../records/pod-end.ts";
import type { Pod } from "../records/pod.ts";
import type { RunSettings, SettingTexts } from "../records/run.ts";
import type { Settings } from "../records/settings.ts";
import { defined } from "../common/defined.ts";

/** What a pod can take at each of its starts; the rest is fixed when it is rented. */
const softwareOptions: readonly string[] = ["models", "studies", "access", "idle", "grace"];

/** Where new pods are made, and the image of theirs where that is a setting. */
type Maker = { readonly id: string; readonly image?: string };

/** What pods keep from start to start, as the team's settings have it now. */
export function settingTexts(settings: Settings, { id, image }: Maker): SettingTexts {
  const { idleMs, graceMs } = settings;
  const texts = { ...writeOptions(settings), idle: String(idleMs), grace: String(graceMs) };
  // This machine is taken as it is.
  const taken = id === "local" ? pick(texts, softwareOptions) : texts;
  return { ...taken, provider: id, ...defined({ image }) };
}

/** The same as the pod has it; a new one has the image of now. */
export function ownTexts(
  { request, policy, provider }: Pick<Pod, "request" | "provider"> & { readonly policy?: PodPolicy },
  now: SettingTexts,
  known: SettingTexts = now,
): SettingTexts {
  const { idleMs, graceMs } = policy ?? {};
  return {
    ...now,
    ...writeOptions(request),
    ...(idleMs === undefined ? {} : { idle: String(idleMs) }),
    ...(graceMs === undefined ? {} : { grace: String(graceMs) }),
    provider,
    ...pick(known, ["image"]),
  };
}

export type PodStart = {
  /** The settings when the pod was made, or when it last took them; absent in records of older versions. */
  readonly known?: SettingTexts | undefined;
  /** What it starts with. */
  readonly own: SettingTexts;
  readonly now: SettingTexts;
  /** Options that a person has given, which count more than any setting. */
  readonly given: readonly string[];
};

/**
 * What the run remembers that begins so. A setting that differs from the pod's own and was not changed is what
 * somebody once asked for, and no news.
 */
export function settingsAtStart({ known = {}, own, now, given }: PodStart): RunSettings {
  const isChanged = (name: string): boolean => known[name] !== undefined && known[name] !== now[name];
  const names = Object.keys(now).filter(
    (name) => isChanged(name) && own[name] !== now[name] && !given.includes(name),
  );
  const settings = { ...known, ...now, ...pick(known, names) };
  if (names.length === 0) return { settings };
  const canStart = (name: string): boolean =>
    softwareOptions.includes(name) && (name !== "access" || isSamePort(own[name], now[name]));
  const fresh = names.filter((name) => !canStart(name));
  return { settings, untaken: { atStart: names.filter(canStart), fresh } };
}

/** The provider's proxy takes a port of another kind, which is opened when a pod is rented. */
export function isSamePort(one: string | undefined, other: string | undefined): boolean {
  return (one === "proxy") === (other === "proxy");
}

function pick(texts: SettingTexts, names: readonly string[]): SettingTexts {
  return Object.fromEntries(Object.entries(texts).filter(([name]) => names.includes(name)));
}

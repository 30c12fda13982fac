import type { GivenGpuRequest } from "./gpu-request.ts";
import type { PodRequest } from "./pod-request.ts";

const minuteMs = 60_000;

/** What a team can set; secrets are not settings. Durations in milliseconds. */
export type Settings = PodRequest & {
  /** Time without use until the warning. */
  readonly idleMs: number;
  /** From the warning to the stop. */
  readonly graceMs: number;
  /** A pod ends then, whatever goes on. */
  readonly hardLimitMs: number;
  /** IANA name, for times that people type, such as 18:00. */
  readonly timeZone: string;
  readonly minMemoryGib: number;
  /** Tried in this order before any other GPU with enough memory. */
  readonly favouriteGpus: readonly string[];
  /** Of the disk that a stop empties; it has to hold what is installed beside the image. */
  readonly containerDiskGib: number;
  readonly volumeGib: number;
  /** Whether the channel's cards show a pod's URL with its key, or `/pod url` hands it to each person alone. */
  readonly shareUrl: "channel" | "private";
  /** USD that the team wants to spend in a calendar month; absent: no limit. */
  readonly budgetUsd?: number;
};

/** What a team has changed while the bot runs, over what the bot was started with; a budget of 0 is none. */
export type TeamSettings = Partial<
  Pick<Settings, "idleMs" | "graceMs" | "hardLimitMs" | "timeZone" | "budgetUsd" | "volumeId">
> &
  GivenGpuRequest;

/**
 * The tutorial's machine, with the idle stop that it lacks.
 * Painting in 3D Slicer makes no request for 10 to 60 minutes, hence an idle time of 60.
 */
export const defaultSettings: Settings = {
  cloud: "secure",
  country: "US",
  models: ["deepgrow_2d", "deepgrow_3d", "deepedit"],
  studies: "synthetic",
  usePretrained: false,
  idleMs: 60 * minuteMs,
  access: "http",
  graceMs: 15 * minuteMs,
  hardLimitMs: 12 * 60 * minuteMs,
  timeZone: "UTC",
  minMemoryGib: 12,
  favouriteGpus: ["NVIDIA GeForce RTX 4090"],
  containerDiskGib: 30,
  volumeGib: 50,
  shareUrl: "channel",
};

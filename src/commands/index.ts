import { confirm } from "./confirm.ts";
import { costShow } from "./cost.ts";
import type { Command } from "./define.ts";
import { gpuShow } from "./gpu.ts";
import { helpCommands } from "./help.ts";
import { podDelete, podDown } from "./pod-down.ts";
import { podIdle } from "./pod-idle.ts";
import { podKeep } from "./pod-keep.ts";
import { podRestart } from "./pod-restart.ts";
import { podList, podStatusCommand } from "./pod-status.ts";
import { podSsh } from "./pod-ssh.ts";
import { podUp } from "./pod-up.ts";
import { podUrl } from "./pod-url.ts";
import { settingsSet, settingsShow } from "./settings.ts";
import { trainStatus, trainStop } from "./train-status.ts";
import { trainCommands } from "./train.ts";
import { volumeCommands } from "./volume.ts";

/** Every command there is; registration on each platform, help and docs are made from this list. */
export const commands: readonly Command[] = [
  podUp,
  podDown,
  podStatusCommand,
  podList,
  podUrl,
  podSsh,
  podKeep,
  podIdle,
  podRestart,
  podDelete,
  ...trainCommands,
  trainStatus,
  trainStop,
  ...volumeCommands,
  costShow,
  gpuShow,
  settingsShow,
  settingsSet,
  ...helpCommands(() => commands),
  confirm,
];

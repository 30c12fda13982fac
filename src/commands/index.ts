import { confirm } from "./confirm.ts";
import { costBalance } from "./show/cost-balance.ts";
import { costShow } from "./show/cost.ts";
import type { Command } from "./define.ts";
import { gpuShow } from "./show/gpu.ts";
import { helpCommands } from "./show/help.ts";
import { podDelete, podDown } from "./pod/pod-down.ts";
import { podForget } from "./pod/pod-forget.ts";
import { podIdle } from "./pod/pod-idle.ts";
import { podKeep } from "./pod/pod-keep.ts";
import { podRestart } from "./pod/pod-restart.ts";
import { podList, podStatusCommand } from "./pod/pod-status.ts";
import { podSsh } from "./pod/pod-ssh.ts";
import { podUp } from "./pod/pod-up.ts";
import { podUrl } from "./pod/pod-url.ts";
import { settingsSet, settingsShow } from "./show/settings.ts";
import { trainStatus, trainStop } from "./train/train-status.ts";
import { trainCommands } from "./train/train.ts";
import { volumeCommands } from "./volume/volume.ts";

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
  podForget,
  ...trainCommands,
  trainStatus,
  trainStop,
  ...volumeCommands,
  costShow,
  costBalance,
  gpuShow,
  settingsShow,
  settingsSet,
  ...helpCommands(() => commands),
  confirm,
];

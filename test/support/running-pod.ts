import type { Pod } from "../../src/core/records/pod.ts";
import type { Machine } from "../../src/core/records/machine.ts";
import type { RemoteShell } from "../../src/core/ports/shell.ts";
import type { RunningPod } from "../../src/core/ports/software.ts";
import { defaultSettings } from "../../src/core/records/settings.ts";

/** A pod in its bring-up, with the default request but one model. */
export function makeRunningPod(machine: Machine, shell: RemoteShell): RunningPod {
  const pod: Pod = {
    id: "p-1",
    teamId: "team",
    name: "labelpod-test01-abcd",
    provider: "local",
    phase: "starting",
    request: { ...defaultSettings, models: ["deepedit"], studies: "synthetic" },
    askedBy: { id: "u-1", name: "Ada", platform: "web" },
    providerPodId: machine.providerPodId,
    machine,
    run: { number: 1, startedAtMs: 0, trainings: 0 },
    step: { name: "files", enteredAtMs: 0 },
    stepsDone: [],
    bootId: "boot",
  };
  return { pod, machine, shell };
}

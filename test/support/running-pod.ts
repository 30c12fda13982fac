import type { StartingPod } from "../../src/core/records/pod.ts";
import type { Machine } from "../../src/core/records/machine.ts";
import type { RemoteShell } from "../../src/core/ports/shell.ts";
import type { RunningPod } from "../../src/core/ports/software.ts";
import type { ReachedPod } from "../../src/core/records/server-address.ts";
import { defaultSettings } from "../../src/core/records/settings.ts";

/** A running pod in its bring-up. */
export type StartingSite = RunningPod & { readonly pod: ReachedPod<StartingPod> };

/** A pod in its bring-up, with the default request but one model. */
export function makeRunningPod(machine: Machine, shell: RemoteShell): StartingSite {
  const pod: StartingSite["pod"] = {
    id: "p-1",
    teamId: "team",
    name: "labelpod-test01-abcd",
    provider: "local",
    phase: "starting",
    request: { ...defaultSettings, models: ["deepedit"], studies: "synthetic" },
    askedBy: { id: "u-1", name: "Ada", platform: "web" },
    providerPodId: machine.providerPodId,
    run: {
      number: 1,
      startedAtMs: 0,
      trainings: 0,
      bootId: "boot",
      machine,
      step: { name: "files", enteredAtMs: 0 },
      stepsDone: [],
    },
  };
  return { pod, machine, shell };
}

import { createSimulatedClock } from "../../src/simulated/clock.ts";
import { createSimulatedShell } from "../../src/simulated/shell.ts";
import { makeRunningPod, type StartingSite } from "./running-pod.ts";
import { idleMachine as machine } from "./machine.ts";

/** A pod whose Python programs print this, whatever they are asked. */
export function podThatSays(stdout: string, exitCode = 0): StartingSite {
  const programs = { python3: () => ({ exitCode, stdout }) };
  return makeRunningPod(
    machine,
    createSimulatedShell({ clock: createSimulatedClock(), isUp: () => true, programs }),
  );
}

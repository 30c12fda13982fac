import type { Site } from "../../src/core/ports/software.ts";
import { createMemoryClock } from "../../src/simulated/clock.ts";
import { createMemoryShell } from "../../src/simulated/shell.ts";
import { makeSite } from "./software-site.ts";
import { idleMachine as machine } from "./machine.ts";

/** A pod whose Python programs print this, whatever they are asked. */
export function podThatSays(stdout: string, exitCode = 0): Site {
  const programs = { python3: () => ({ exitCode, stdout }) };
  return makeSite(machine, createMemoryShell({ clock: createMemoryClock(), isUp: () => true, programs }));
}

import type { Site } from "../../src/core/ports.ts";
import { createMemoryClock } from "../../src/memory/clock.ts";
import { createMemoryShell } from "../../src/memory/shell.ts";
import { makeSite } from "./software-site.ts";

const address = { host: "203.0.113.2", port: 8000 };

/** A pod whose Python programs print this, whatever they are asked. */
export function podThatSays(stdout: string, exitCode = 0): Site {
  const machine = {
    providerPodId: "memory-1",
    startId: "start-1",
    shell: address,
    api: address,
    listen: address,
    workspace: "/workspace",
  };
  const programs = { python3: () => ({ exitCode, stdout }) };
  return makeSite(machine, createMemoryShell({ clock: createMemoryClock(), isUp: () => true, programs }));
}

import type { Clock, Log, Provider } from "../core/ports.ts";
import { chooseEnvironment } from "./environment.ts";
import { createPodFolders } from "./folders.ts";
import { createLocalMarket } from "./market.ts";
import { createLocalPods } from "./pods.ts";
import { createSerial } from "./serial.ts";
import { createLocalShell } from "./shell.ts";

type Deps = {
  /** The data folder; pods lie in its folder `pods`. One bot at a time uses it. */
  readonly home: string;
  /** The bot's own environment; programs on a pod see only the harmless part of it. */
  readonly environment: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly log: Log;
};

/** This machine as a place where pods come from: each is a folder, a port on 127.0.0.1 and marked processes. */
export function createLocalProvider({ home, environment, clock, log }: Deps): Provider {
  const folders = createPodFolders(home);
  const serial = createSerial();
  const allowed = chooseEnvironment(environment);
  return {
    id: "local",
    pods: createLocalPods({ folders, serial, clock, log }),
    market: createLocalMarket(allowed),
    shell: createLocalShell({ folders, serial, clock, environment: allowed }),
    accesses: ["http", "https"],
  };
}

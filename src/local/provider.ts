import type { Provider } from "../core/ports/provider.ts";
import type { Clock } from "../core/common/clock.ts";
import type { Log } from "../core/common/log.ts";
import { chooseEnvironment } from "./environment.ts";
import { createPodFolders } from "./folders.ts";
import { createLocalMarket } from "./market.ts";
import { createLocalPods } from "./pods.ts";
import { createSerial } from "./serial.ts";
import { createLocalShell } from "./shell.ts";
import { createWatchdogs } from "./watchdogs.ts";

type Deps = {
  /** The data folder; pods lie in its folder `pods`. One bot at a time uses it. */
  readonly home: string;
  /** The bot's own environment; programs on a pod see only the harmless part of it. */
  readonly environment: NodeJS.ProcessEnv;
  /** Path of `pod/watchdog.py`; it runs from there, since it has to be there before anything is on the pod. */
  readonly watchdog: string;
  readonly clock: Clock;
  readonly log: Log;
};

/** This machine as a place where pods come from: each is a folder, a port on 127.0.0.1 and marked processes. */
export function createLocalProvider({ home, environment, watchdog, clock, log }: Deps): Provider {
  const folders = createPodFolders(home);
  const serial = createSerial();
  const allowed = chooseEnvironment(environment);
  const watchdogs = createWatchdogs({ folders, program: watchdog, environment: allowed, log });
  return {
    id: "local",
    pods: createLocalPods({ folders, serial, watchdogs, clock, log }),
    market: createLocalMarket(allowed),
    shell: createLocalShell({ folders, serial, watchdogs, clock, environment: allowed }),
    accesses: ["http", "https"],
  };
}

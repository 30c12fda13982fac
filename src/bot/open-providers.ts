import path from "node:path";
import type { Config } from "../config/read-config.ts";
import type { Keys } from "../core/ports/pod-keys.ts";
import type { Provider } from "../core/ports/provider.ts";
import type { Clock } from "../core/common/clock.ts";
import type { TimeWitness } from "../core/common/true-time.ts";
import type { LabelServer } from "../core/ports/label-server.ts";
import type { Log } from "../core/common/log.ts";
import type { PodSoftware } from "../core/ports/software.ts";
import { createLocalProvider } from "../local/provider.ts";
import { createLabelServer } from "../monai/label-server.ts";
import { readPodFiles } from "../monai/pod-files.ts";
import { createPodSoftware } from "../monai/pod-software.ts";
import type { Home } from "../setup/home.ts";
import { hashLogins } from "../setup/hash-logins.ts";

/** Where pods come from and what runs on them. */
export type Providers = {
  readonly providers: ReadonlyMap<string, Provider>;
  /** Where new pods are made. */
  readonly provider: Provider;
  readonly software: PodSoftware;
  readonly labelServer: LabelServer;
};

type Options = {
  readonly config: Config;
  readonly home: Home;
  readonly keys: Keys;
  readonly clock: Clock & TimeWitness;
  readonly log: Log;
};

const podFolder = path.join(import.meta.dirname, "../../pod");

/** This machine always, and RunPod where it is configured. @throws UserFacingError */
export async function openProviders(options: Options, stack: AsyncDisposableStack): Promise<Providers> {
  const { config, home, keys, clock, log } = options;
  const { appSettings, dicomweb: login } = config;
  const logins = await hashLogins(config.logins, home.gateSecret);
  const watchdog = path.join(podFolder, "watchdog.py");
  const local = createLocalProvider({
    home: home.folder,
    environment: config.environment,
    watchdog,
    clock,
    log,
  });
  const runpod = await openConfiguredRunpod(options, stack);
  const podFiles = await readPodFiles(podFolder);
  return {
    providers: new Map(
      [local, ...(runpod === undefined ? [] : [runpod])].map((provider) => [provider.id, provider]),
    ),
    provider: config.provider === "runpod" && runpod !== undefined ? runpod : local,
    software: createPodSoftware({ podFiles, appSettings, login, keys, logins }),
    labelServer: stack.use(createLabelServer({ clock })),
  };
}

/** Its code and that of SSH is loaded only where it is configured: a bot at rest holds all that it has loaded in memory. */
async function openConfiguredRunpod(
  { config, ...options }: Options,
  stack: AsyncDisposableStack,
): Promise<Provider | undefined> {
  if (config.runpod === undefined) return undefined;
  const { openRunpod } = await import("./open-runpod.ts");
  return openRunpod({ ...options, config: config.runpod, podFolder }, stack);
}

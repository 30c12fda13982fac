import path from "node:path";
import type { Config } from "../config/read-config.ts";
import type { Keys } from "../core/ports/pod-keys.ts";
import type { Provider } from "../core/ports/provider.ts";
import type { Clock } from "../core/common/clock.ts";
import type { LabelServer } from "../core/ports/label-server.ts";
import type { Log } from "../core/common/log.ts";
import type { PodSoftware } from "../core/ports/software.ts";
import type { RemoteShell } from "../core/ports/shell.ts";
import { createLocalProvider } from "../local/provider.ts";
import { createLabelServer } from "../monai/label-server.ts";
import { readPodFiles } from "../monai/pod-files.ts";
import { createPodSoftware } from "../monai/pod-software.ts";
import { createRunpodApis } from "../runpod/apis.ts";
import { createHostFingerprints } from "../runpod/pods/host-fingerprints.ts";
import { createRunpodProvider } from "../runpod/provider.ts";
import { readWatchdogBundle } from "../runpod/pods/watchdog-bundle.ts";
import type { Home } from "../setup/home.ts";
import { hashLogins } from "../setup/hash-logins.ts";
import { openSshKey } from "../setup/ssh-key.ts";
import { createHostKeys } from "../ssh/host-keys.ts";
import { generateKeyPair } from "../ssh/key-pair.ts";
import { createSshShell } from "../ssh/shell.ts";

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
  readonly clock: Clock;
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
  const runpod = await openRunpod(options, stack);
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

async function openRunpod(options: Options, stack: AsyncDisposableStack): Promise<Provider | undefined> {
  const { home, clock, log } = options;
  const { runpod: config } = options.config;
  if (config === undefined) return undefined;
  const { privateKey, publicKey } = await openSshKey(home.folder, () =>
    generateKeyPair(`labelpod-${home.instanceId}`),
  );
  const apis = createRunpodApis({ config, clock, log });
  const checkPublished = createHostFingerprints({ client: apis.rest, clock, log });
  const hostKeys = createHostKeys({ file: path.join(home.folder, "host-keys"), checkPublished, clock, log });
  const shell: RemoteShell = stack.use(createSshShell({ privateKey, hostKeys, clock }));
  const watchdog = await readWatchdogBundle(podFolder);
  return createRunpodProvider({
    apis,
    config,
    instanceId: home.instanceId,
    publicKey,
    watchdog,
    shell,
    log,
  });
}

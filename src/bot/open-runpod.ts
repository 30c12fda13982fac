import path from "node:path";
import type { RunpodConfig } from "../config/read-config.ts";
import type { Clock } from "../core/common/clock.ts";
import type { TimeWitness } from "../core/common/true-time.ts";
import type { Log } from "../core/common/log.ts";
import type { Provider } from "../core/ports/provider.ts";
import { createRunpodApis } from "../runpod/apis.ts";
import { createHostFingerprints } from "../runpod/pods/host-fingerprints.ts";
import { readWatchdogBundle } from "../runpod/pods/watchdog-bundle.ts";
import { createRunpodProvider } from "../runpod/provider.ts";
import { createMark } from "../setup/gate-secret.ts";
import type { Home } from "../setup/home.ts";
import { openSshKey } from "../setup/ssh-key.ts";
import { createHostKeys } from "../ssh/host-keys.ts";
import { generateKeyPair } from "../ssh/key-pair.ts";
import { createSshShell } from "../ssh/shell.ts";

type Options = {
  readonly config: RunpodConfig;
  readonly podFolder: string;
  readonly home: Home;
  readonly clock: Clock & TimeWitness;
  readonly log: Log;
};

/** RunPod with the instance's own key pair, and SSH to its pods. @throws UserFacingError */
export async function openRunpod(options: Options, stack: AsyncDisposableStack): Promise<Provider> {
  const { config, podFolder, home, clock, log } = options;
  const { privateKey, publicKey } = await openSshKey(home.folder, () =>
    generateKeyPair(`labelpod-${home.instanceId}`),
  );
  const apis = createRunpodApis({ config, clock, witness: clock, log });
  const checkPublished = createHostFingerprints({ client: apis.rest, clock, log });
  const hostKeys = createHostKeys({ file: path.join(home.folder, "host-keys"), checkPublished, clock, log });
  const shell = stack.use(createSshShell({ privateKey, hostKeys, clock }));
  const watchdog = await readWatchdogBundle(podFolder);
  return createRunpodProvider({
    apis,
    config,
    instanceId: home.instanceId,
    publicKey,
    watchdog,
    shell,
    clock,
    log,
    witness: clock,
    mark: createMark(home.gateSecret),
  });
}

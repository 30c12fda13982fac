import type { InstanceId } from "../core/records/ids.ts";
import { defaultSettings } from "../core/records/settings.ts";
import type { Provider } from "../core/ports/provider.ts";
import type { TimeWitness } from "../core/common/true-time.ts";
import type { Log } from "../core/common/log.ts";
import type { RemoteShell } from "../core/ports/shell.ts";
import type { Clock } from "../core/common/clock.ts";
import type { RunpodApis } from "./apis.ts";
import { createRunpodAsker } from "./account/asker.ts";
import type { RunpodAccess } from "./transport/http.ts";
import { createRunpodBilling, runpodStoragePrices } from "./account/billing.ts";
import { createPodReader } from "./pods/read-pod.ts";
import { cudaOfImage } from "./market/cuda-floor.ts";
import { createRunpodMarket } from "./market/market.ts";
import { createRunpodPods } from "./pods/pods.ts";
import { createRunpodVolumes } from "./account/volumes.ts";

type Deps = {
  readonly apis: RunpodApis;
  readonly config: Pick<RunpodAccess, "apiKey"> & {
    readonly image: string;
    /** CUDA version that the image needs, or any. @default what the image's name says */
    readonly cuda?: string | undefined;
    /** Of each new pod. @default the usual one */
    readonly containerDiskGib?: number;
    readonly proxyUrl: string;
    /** Where a pod finds RunPod's APIs, for its watchdog. */
    readonly apiUrl: string;
    readonly graphqlUrl: string;
  };
  readonly instanceId: InstanceId;
  /** The instance's own, in OpenSSH's format. */
  readonly publicKey: string;
  /** By `readWatchdogBundle`. */
  readonly watchdog: string;
  /** Speaks to pods by the private half of the key. */
  readonly shell: RemoteShell;
  readonly clock: Clock;
  readonly log: Log;
  /** Is told how long pods are up. @default nobody is */
  readonly witness?: TimeWitness;
  /** Makes a text into a mark that tells nothing of it, by a secret of the instance. */
  mark(text: string): string;
};

/** RunPod as a place where pods come from, by its REST v2, and by GraphQL for what that lacks and where a pod has to end in any case. */
export function createRunpodProvider(deps: Deps): Provider {
  const { config, instanceId, publicKey, shell, log, witness } = deps;
  const { apiKey, apiUrl, graphqlUrl } = config;
  const { image, cuda = cudaOfImage(image), containerDiskGib = defaultSettings.containerDiskGib } = config;
  const minCuda = cuda === "any" ? undefined : cuda;
  const { rest: client, graphql } = deps.apis;
  const pods = createRunpodPods({
    client,
    graphql,
    image,
    minCuda,
    instanceId,
    publicKey,
    watchdog: { bundle: deps.watchdog, apiUrl, graphqlUrl },
    readPod: createPodReader(config.proxyUrl),
    log,
    witness,
  });
  return {
    id: "runpod",
    pods,
    asker: createRunpodAsker({ ...deps, apiKey, graphql }),
    market: createRunpodMarket(deps.apis, { minCuda, containerDiskGib }),
    billing: createRunpodBilling({ client, graphql, pods }),
    storagePrices: runpodStoragePrices,
    volumes: createRunpodVolumes(client),
    shell,
    accesses: ["http", "https", "proxy"],
    image,
  };
}

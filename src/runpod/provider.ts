import type { Clock, Log, Provider, RemoteShell } from "../core/ports.ts";
import { createRunpodBilling, runpodStoragePrices } from "./billing.ts";
import { createRunpodClient } from "./client.ts";
import { createRunpodGraphql } from "./graphql.ts";
import { createRunpodHttp, type RunpodAccess } from "./http.ts";
import { createPodReader } from "./machine.ts";
import { createRunpodMarket } from "./market.ts";
import { createRunpodPods } from "./pods.ts";

type Deps = {
  readonly config: RunpodAccess & {
    readonly image: string;
    readonly proxyUrl: string;
    readonly graphqlUrl: string;
  };
  readonly instanceId: string;
  /** The instance's own, in OpenSSH's format. */
  readonly publicKey: string;
  /** By `readWatchdogBundle`. */
  readonly watchdog: string;
  /** Speaks to pods by the private half of the key. */
  readonly shell: RemoteShell;
  readonly clock: Clock;
  readonly log: Log;
};

/** RunPod as a place where pods come from, by its REST v2, and by GraphQL where a pod has to end in any case. */
export function createRunpodProvider(deps: Deps): Provider {
  const { config, instanceId, publicKey, shell, clock, log } = deps;
  const { apiUrl, graphqlUrl } = config;
  const client = createRunpodClient({ http: createRunpodHttp(config, clock), clock, log });
  const graphql = createRunpodGraphql({ config, clock, log });
  const pods = createRunpodPods({
    client,
    graphql,
    image: config.image,
    instanceId,
    publicKey,
    watchdog: { bundle: deps.watchdog, apiUrl, graphqlUrl },
    readPod: createPodReader(config.proxyUrl),
    clock,
    log,
  });
  return {
    id: "runpod",
    pods,
    market: createRunpodMarket(client),
    billing: createRunpodBilling({ client, graphql, pods }),
    storagePrices: runpodStoragePrices,
    shell,
    accesses: ["http", "https", "proxy"],
  };
}

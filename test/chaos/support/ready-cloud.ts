import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { cacheFolder } from "../../real/support/cache.ts";
import type { GpuCloud } from "../../real/support/gpu-cloud.ts";
import { createRunpodTwin, type RunpodTwinOptions } from "../../twins/runpod/runpod-twin.ts";
import { createSshPodFactory } from "../../twins/ssh-pod/ssh-pods.ts";

const run = promisify(execFile);
const apiKey = "rpa_the_key_of_the_account";
/** A watchdog that looks and asks far more often than it does on a rented pod. */
const watchdogPace = { LABELPOD_WATCHDOG_TICK_S: "0.2", LABELPOD_WATCHDOG_RETRY_S: "1" };

/** A RunPod whose pods are machines of their own, with MONAI Label on their volumes already. */
export async function openReadyCloud(options: Pick<RunpodTwinOptions, "start"> = {}): Promise<GpuCloud> {
  await using setup = new AsyncDisposableStack();
  const volumesDir = await mkdtemp(path.join(cacheFolder, "volumes-"));
  setup.defer(() => rm(volumesDir, { recursive: true, force: true }));
  const factory = setup.use(
    await createSshPodFactory({ volumesDir, seedVolume: linkInstallation, sessionEnv: watchdogPace }),
  );
  const twin = setup.use(await createRunpodTwin({ ...options, apiKey, podFactory: factory }));
  const parts = setup.move();
  return {
    twin,
    factory,
    environment: {
      RUNPOD_API_KEY: apiKey,
      RUNPOD_API_URL: twin.apiUrl,
      RUNPOD_PROXY_URL: twin.proxyUrl,
      RUNPOD_GRAPHQL_URL: twin.graphqlUrl,
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

/** The environment of the cache is one that may be put elsewhere: its Python finds its packages beside itself. */
async function linkInstallation(volumeDir: string): Promise<void> {
  await run("cp", ["-al", path.join(cacheFolder, "installation"), path.join(volumeDir, "labelpod")]);
}

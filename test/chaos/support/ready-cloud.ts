import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { cacheFolder } from "../../real/support/cache.ts";
import { type GpuCloud, openCloud } from "../../real/support/gpu-cloud.ts";
import type { RunpodTwinOptions } from "../../twins/runpod/runpod-twin.ts";

const run = promisify(execFile);
/** A watchdog that looks and asks far more often than it does on a rented pod. */
const watchdogPace = { LABELPOD_WATCHDOG_TICK_S: "0.2", LABELPOD_WATCHDOG_RETRY_S: "1" };

/** A RunPod whose pods are machines of their own, with MONAI Label on their volumes already. */
export async function openReadyCloud(options: Pick<RunpodTwinOptions, "start"> = {}): Promise<GpuCloud> {
  return openCloud({ seedVolume: linkInstallation, sessionEnv: watchdogPace }, options);
}

/** The environment of the cache is one that may be put elsewhere: its Python finds its packages beside itself. */
async function linkInstallation(volumeDir: string): Promise<void> {
  await run("cp", ["-al", path.join(cacheFolder, "installation"), path.join(volumeDir, "labelpod")]);
}

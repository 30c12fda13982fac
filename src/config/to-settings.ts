import { defined } from "../core/common/defined.ts";
import { type GpuRequest, mergeGpuRequests } from "../core/records/gpu-request.ts";
import { defaultSettings, type Settings } from "../core/records/settings.ts";
import type { Variables } from "./variables.ts";

/** What counts for a team that has set nothing itself. */
export function toSettings(found: Variables): Settings {
  return {
    ...defaultSettings,
    studies: found.LABELPOD_STUDIES ?? defaultSettings.studies,
    models: found.LABELPOD_MODELS ?? defaultSettings.models,
    idleMs: found.LABELPOD_IDLE ?? defaultSettings.idleMs,
    graceMs: found.LABELPOD_GRACE ?? defaultSettings.graceMs,
    access: found.LABELPOD_ACCESS,
    shareUrl: found.LABELPOD_SHARE_URL,
    hardLimitMs: found.LABELPOD_HARD_LIMIT ?? defaultSettings.hardLimitMs,
    timeZone: found.LABELPOD_TIMEZONE,
    containerDiskGib: found.LABELPOD_CONTAINER_DISK,
    ...defined({ volumeId: found.LABELPOD_VOLUME }),
    ...toGpuRequest(found),
    ...defined({ budgetUsd: found.LABELPOD_BUDGET }),
  };
}

function toGpuRequest(found: Variables): GpuRequest & Pick<Settings, "minMemoryGib"> {
  const minMemoryGib = found.LABELPOD_MIN_MEMORY ?? defaultSettings.minMemoryGib;
  const given = {
    ...defined({
      gpus: found.LABELPOD_GPUS,
      country: found.LABELPOD_COUNTRY,
      dataCenterIds: found.LABELPOD_DATA_CENTERS,
      maxUsdPerHour: found.LABELPOD_MAX_PRICE,
      minDownloadMbps: found.LABELPOD_MIN_DOWNLOAD,
    }),
    cloud: found.LABELPOD_CLOUD,
  };
  return { ...mergeGpuRequests(given, defaultSettings), minMemoryGib };
}

import type { UserFacingError } from "../../core/common/errors.ts";
import type { GivenGpuRequest } from "../../core/records/gpu-request.ts";
import type { Cloud } from "../../core/records/machine.ts";
import { commandErrors } from "../../core/words/commands.ts";
import type { OptionDefinition, OptionValues } from "../define.ts";

/** What stands for no wish at all. */
const any = "any";

const bounds = { minMemoryGib: 1, maxMemoryGib: 300, maxUsdPerHour: 100, maxMbps: 10_000 } as const;

/** Which machine is taken, the same for `/pod up`, for the team's settings and for `/gpu`. */
export const gpuOptions: readonly OptionDefinition[] = [
  {
    name: "gpu",
    summary: "GPUs by name, in the order to try them; else any with enough memory, the RTX 4090 first",
    type: "text",
    suggestions: ["RTX 4090", "RTX 4090, RTX 3090, L4", "RTX A5000", any],
  },
  {
    name: "memory",
    summary: "Least memory in GB of a GPU that isn't named, 12 by default",
    type: "integer",
    min: bounds.minMemoryGib,
    max: bounds.maxMemoryGib,
  },
  {
    name: "cloud",
    summary: "Secure data centres, or cheaper community machines",
    type: "text",
    choices: ["secure", "community"],
  },
  {
    name: "country",
    summary: "Two-letter code of the country it runs in",
    type: "text",
    suggestions: ["US", "CA", "DE", "NL", "SE"],
  },
  {
    name: "max-price",
    summary: "USD that a GPU may cost an hour at most, such as 0.8; 0 for any price",
    type: "number",
    min: 0,
    max: bounds.maxUsdPerHour,
  },
];

/** Beside these, where a machine is rented by them. */
export const placeOptions: readonly OptionDefinition[] = [
  {
    name: "data-centers",
    summary: "The only data centers it may run in, with commas between them, or any",
    type: "text",
    suggestions: ["US-TX-3,US-KS-2", any],
  },
  {
    name: "download",
    summary: "Mbit/s that a community machine downloads at least, such as 1000; 0 for any speed",
    type: "integer",
    min: 0,
    max: bounds.maxMbps,
  },
];

/**
 * What was given of them. What is wished less exactly takes back what was wished of before: memory the named GPUs, and a country
 * the data centers. @throws UserFacingError naming the option that is wrong
 */
export function readGpuOptions(options: OptionValues): GivenGpuRequest {
  const { gpu, memory, cloud, country, download } = options;
  const dataCenters = options["data-centers"];
  const maxPrice = options["max-price"];
  return {
    ...(typeof memory === "number" ? { minMemoryGib: memory, gpus: [] } : {}),
    ...(typeof gpu === "string" ? { gpus: readGpus(gpu) } : {}),
    ...(isCloud(cloud) ? { cloud } : {}),
    ...(typeof country === "string" ? { country: readCountry(country), dataCenterIds: [] } : {}),
    ...(typeof dataCenters === "string" ? { dataCenterIds: readDataCenters(dataCenters) } : {}),
    ...(typeof maxPrice === "number" ? { maxUsdPerHour: maxPrice } : {}),
    ...(typeof download === "number" ? { minDownloadMbps: download } : {}),
  };
}

function isCloud(value: OptionValues[string] | undefined): value is Cloud {
  return value === "secure" || value === "community";
}

/** Names with commas between them, each once; none for any. @throws UserFacingError */
export function readGpus(text: string): readonly string[] {
  const names = split(text);
  if (!names.every((name) => /^[\p{L}\p{N}][\p{L}\p{N} ._+/()-]{0,59}$/u.test(name)) || names.length > 10)
    throw commandErrors.badGpus();
  return names;
}

/** Ids with commas between them, in capitals, each once; none for any. @throws UserFacingError */
export function readDataCenters(text: string): readonly string[] {
  const ids = split(text).map((id) => id.toUpperCase());
  if (!ids.every((id) => /^[A-Z]{2,4}(-[A-Z0-9]{1,6}){1,3}$/u.test(id)) || ids.length > 20)
    throw commandErrors.badDataCenters();
  return ids;
}

function split(text: string): readonly string[] {
  return text.trim().toLowerCase() === any ? [] : [...new Set(text.split(",").map((part) => part.trim()))];
}

/** @throws UserFacingError */
export function readCountry(text: string): string {
  if (!/^[a-z]{2}$/iu.test(text)) throw commandErrors.badCountry();
  return text.toUpperCase();
}

/** A number in these bounds, such as 0.8. @throws UserFacingError */
export function readMaxPrice(text: string): number {
  return readNumber(text, bounds.maxUsdPerHour, commandErrors.badMaxPrice);
}

/** GB, whole. @throws UserFacingError */
export function readMemory(text: string): number {
  const gib = readNumber(text, bounds.maxMemoryGib, commandErrors.badMemory);
  if (!Number.isInteger(gib) || gib < bounds.minMemoryGib) throw commandErrors.badMemory();
  return gib;
}

/** Mbit/s, whole. @throws UserFacingError */
export function readDownload(text: string): number {
  const mbps = readNumber(text, bounds.maxMbps, commandErrors.badDownload);
  if (!Number.isInteger(mbps)) throw commandErrors.badDownload();
  return mbps;
}

function readNumber(text: string, max: number, fault: () => UserFacingError): number {
  const value = /^\d{1,6}(\.\d{1,4})?$/u.test(text.trim()) ? Number(text) : Number.NaN;
  if (Number.isNaN(value) || value > max) throw fault();
  return value;
}

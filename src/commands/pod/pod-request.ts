import { findModel, labelModels } from "../../core/records/label-models.ts";
import { type GpuRequest, mergeGpuRequests } from "../../core/records/gpu-request.ts";
import type { RunOrder } from "../../core/records/run.ts";
import type { Access, PodRequest } from "../../core/records/pod-request.ts";
import { isDicomweb } from "../../core/records/studies.ts";
import { commandErrors } from "../../core/words/commands.ts";
import { budgetOption } from "./budget-request.ts";
import type { OptionDefinition, OptionValues } from "../define.ts";
import { gpuOptions, placeOptions, readGpuOptions } from "./gpu-options.ts";

const accesses: readonly Access[] = ["http", "https", "proxy"];
const modelNames = labelModels.map((model) => model.name);

/** The options of `/pod up`; each default is the team's setting. */
export const podUpOptions: readonly OptionDefinition[] = [
  ...gpuOptions,
  ...placeOptions,
  {
    name: "wait",
    summary: "How long it waits for a GPU where none is free, such as 2h",
    type: "duration",
    min: 60_000,
    max: 12 * 3_600_000,
  },
  {
    name: "models",
    summary: "Models to load, with commas between them",
    type: "text",
    suggestions: modelNames,
  },
  {
    name: "studies",
    summary: "DICOMweb URL, a folder on the pod, or synthetic",
    type: "text",
    suggestions: ["synthetic"],
  },
  { name: "pretrained", summary: "Whether models start from published weights", type: "boolean" },
  {
    name: "idle",
    summary: "Time without use until it is stopped, such as 90m",
    type: "duration",
    min: 5 * 60_000,
    max: 12 * 3_600_000,
  },
  {
    name: "access",
    summary: "How people reach it: unencrypted, by TLS of its own, or by RunPod's HTTPS proxy",
    type: "text",
    choices: accesses,
  },
  {
    name: "fresh",
    summary: "Rents another pod in place of the stopped one, whose volume is deleted then",
    type: "boolean",
  },
  {
    name: "settings",
    summary: "Takes models, studies, access and idle from the settings, not from the pod that starts again",
    type: "boolean",
  },
  {
    name: "volume",
    summary: "Network volume that it works on, by its name in /volume list, or none",
    type: "text",
    suggestions: ["none"],
  },
  budgetOption,
];

/** The request of a call over the defaults. @throws UserFacingError naming the option that is wrong */
export function readPodRequest(options: OptionValues, defaults: PodRequest): PodRequest {
  const { models, studies, pretrained, access } = options;
  return {
    ...readGpuRequest(options, defaults),
    models: typeof models === "string" ? readModels(models) : defaults.models,
    studies: typeof studies === "string" ? readStudies(studies) : defaults.studies,
    usePretrained: typeof pretrained === "boolean" ? pretrained : defaults.usePretrained,
    access: accesses.find((known) => known === access) ?? defaults.access,
    ...readVolume(options, defaults),
    ...readBoundPlace(options, defaults),
  };
}

/** The data center of a network volume stays that of its pod, whatever country is given. */
function readBoundPlace(options: OptionValues, defaults: PodRequest): Pick<PodRequest, "dataCenterIds"> {
  const { dataCenterIds } = defaults;
  const isBound = defaults.volumeId !== undefined && readVolume(options, defaults).volumeId !== undefined;
  const isGiven = options["data-centers"] !== undefined;
  return dataCenterIds === undefined || !isBound || isGiven ? {} : { dataCenterIds };
}

/** Those of them that say which machine is taken. @throws UserFacingError also when two can't be had together */
export function readGpuRequest(options: OptionValues, defaults: GpuRequest): GpuRequest {
  const given = readGpuOptions(options);
  const request = mergeGpuRequests(given, defaults);
  const isSecure = request.cloud === "secure";
  if (isSecure && (given.minDownloadMbps ?? 0) > 0) throw commandErrors.secureDownload();
  if (!isSecure && request.dataCenterIds !== undefined) throw commandErrors.communityDataCenters();
  return request;
}

/** The network volume as it was named; `none` takes one of before back. */
function readVolume({ volume }: OptionValues, { volumeId }: PodRequest): Pick<PodRequest, "volumeId"> {
  const wanted = typeof volume === "string" ? volume : volumeId;
  return wanted === undefined || wanted === "none" ? {} : { volumeId: wanted };
}

/** Until when it waits for a GPU where none is free; absent: not at all. */
export function readWait({ wait }: OptionValues, nowMs: number): Pick<RunOrder, "waitUntilMs"> {
  return typeof wait === "number" ? { waitUntilMs: nowMs + wait } : {};
}

/** Names with commas between them, each once. @throws UserFacingError */
export function readModels(text: string): readonly string[] {
  const names = [...new Set(text.split(",").map((name) => name.trim()))];
  if (names.some((name) => findModel(name) === undefined)) throw commandErrors.badModels(modelNames);
  return names;
}

/** `synthetic`, an absolute folder, or a DICOMweb URL without user info that is Google's by its host, if at all. @throws UserFacingError */
export function readStudies(text: string): string {
  if (text === "synthetic") return text;
  if (text.startsWith("/") && !text.split("/").includes("..") && /^[\p{L}\p{N}/._ -]+$/u.test(text))
    return text;
  const url = isDicomweb(text) && URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "")
    throw commandErrors.badStudies();
  if (isFalseGoogle(url)) throw commandErrors.badStudies();
  return `${url.origin}${url.pathname}`.replace(/\/$/u, "");
}

/**
 * MONAI Label sends the machine's Google account to every URL that has this name in it, wherever it leads.
 * Source: MONAI Label 0.8.5, interfaces/app.py and endpoints/proxy.py.
 */
function isFalseGoogle({ protocol, hostname, href }: URL): boolean {
  const isGoogle = protocol === "https:" && hostname.endsWith(".googleapis.com");
  return !isGoogle && href.toLowerCase().includes("googleapis.com");
}

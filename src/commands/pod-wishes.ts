import { findModel, labelModels } from "../core/models.ts";
import type { Access, PodWishes } from "../core/pod.ts";
import { isDicomweb } from "../core/studies.ts";
import { commandErrors } from "../core/words/commands.ts";
import type { OptionDefinition, OptionValues } from "./define.ts";

const accesses: readonly Access[] = ["http", "https", "proxy"];
const modelNames = labelModels.map((model) => model.name);

/** The options of `/pod up`; each default is the team's setting. */
export const podUpOptions: readonly OptionDefinition[] = [
  {
    name: "gpu",
    summary: "Which GPU, by its name; else any with 12 GB or more, the RTX 4090 first",
    type: "text",
    suggestions: ["RTX 4090", "RTX 3090", "RTX A5000", "L4"],
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
];

/** The wishes of a call over the defaults. @throws UserFacingError naming the option that is wrong */
export function readWishes(options: OptionValues, defaults: PodWishes): PodWishes {
  const { gpu, cloud, country, models, studies, pretrained, access } = options;
  return {
    cloud: cloud === "community" || cloud === "secure" ? cloud : defaults.cloud,
    country: typeof country === "string" ? readCountry(country) : defaults.country,
    models: typeof models === "string" ? readModels(models) : defaults.models,
    studies: typeof studies === "string" ? readStudies(studies) : defaults.studies,
    usePretrained: typeof pretrained === "boolean" ? pretrained : defaults.usePretrained,
    access: accesses.find((known) => known === access) ?? defaults.access,
    ...readGpus(gpu, defaults),
  };
}

function readGpus(gpu: OptionValues[string] | undefined, { gpus }: PodWishes): Pick<PodWishes, "gpus"> {
  if (typeof gpu === "string") return { gpus: gpu.split(",").map((name) => name.trim()) };
  return gpus === undefined ? {} : { gpus };
}

function readCountry(text: string): string {
  if (!/^[a-z]{2}$/iu.test(text)) throw commandErrors.badCountry();
  return text.toUpperCase();
}

/** Names with commas between them, each once. @throws UserFacingError */
export function readModels(text: string): readonly string[] {
  const names = [...new Set(text.split(",").map((name) => name.trim()))];
  if (names.some((name) => findModel(name) === undefined)) throw commandErrors.badModels(modelNames);
  return names;
}

/** `synthetic`, an absolute folder, or a DICOMweb URL without user info. @throws UserFacingError */
export function readStudies(text: string): string {
  if (text === "synthetic") return text;
  if (text.startsWith("/") && !text.split("/").includes("..") && /^[\p{L}\p{N}/._ -]+$/u.test(text))
    return text;
  const url = isDicomweb(text) && URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "")
    throw commandErrors.badStudies();
  return `${url.origin}${url.pathname}`.replace(/\/$/u, "");
}

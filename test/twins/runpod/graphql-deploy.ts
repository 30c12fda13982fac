import { z } from "zod";
import { NO_CAPACITY_TEXT, Refusal } from "./answer.ts";
import { GraphqlFault, type GraphqlField } from "./graphql-document.ts";
import { hostFilters, isFit } from "./host-filters.ts";
import { place, type RentalAccount } from "./placement.ts";
import type { PodLife } from "./pod-life.ts";
import type { PodRecord } from "./pod-record.ts";
import { createRequest, parseBody } from "./requests.ts";

/** Fields of `PodFindAndDeployOnDemandInput` that public clients send. */
const deployInput = hostFilters
  .extend({
    cloudType: z.enum(["SECURE", "COMMUNITY"]),
    gpuTypeId: z.string(),
    gpuCount: z.int().min(1),
    name: z.string().min(1),
    imageName: z.string().min(1),
    dockerArgs: z.string().nullish(),
    ports: z.string().nullish(),
    env: z.array(z.strictObject({ key: z.string(), value: z.string() })).nullish(),
    containerDiskInGb: z.int().min(1),
    volumeInGb: z.int().min(0).nullish(),
    volumeMountPath: z.string().nullish(),
    networkVolumeId: z.string().nullish(),
    startSsh: z.boolean().nullish(),
    startJupyter: z.boolean().nullish(),
  })
  .strict();
type DeployInput = z.infer<typeof deployInput>;

type Deps = RentalAccount & { readonly life: PodLife };

/** `podFindAndDeployOnDemand`. A community host without the wish for a public address has none. @throws GraphqlFault */
export function deploy({ args }: GraphqlField, deps: Deps): PodRecord {
  const parsed = deployInput.safeParse(args["input"]);
  if (!parsed.success) throw new GraphqlFault(describeIssues(parsed.error), "BAD_USER_INPUT");
  const input = parsed.data;
  try {
    const request = parseBody(createRequest, toRequest(input));
    const record = deps.life.create(
      request,
      place(request, deps, (host) => isFit(host, input)),
    );
    if (input.cloudType === "COMMUNITY" && input.supportPublicIp !== true) deps.life.takeAddress(record.id);
    return record;
  } catch (error) {
    throw error instanceof Refusal ? toFault(error) : error;
  }
}

function describeIssues({ issues }: z.ZodError): string {
  return issues
    .map(({ message, path }) => `Variable "$input" got invalid value at "${path.join(".")}"; ${message}`)
    .join(" ");
}

function toRequest(input: DeployInput): Record<string, unknown> {
  const { gpuTypeId, gpuCount, networkVolumeId, volumeInGb, volumeMountPath: path } = input;
  const mounts =
    typeof networkVolumeId === "string"
      ? { network: [{ volumeId: networkVolumeId, path }] }
      : { persistent: { size: volumeInGb, path } };
  return {
    name: input.name,
    image: input.imageName,
    args: input.dockerArgs ?? "",
    cloud: input.cloudType,
    gpu: {
      id: gpuTypeId,
      count: gpuCount,
      ...(typeof input.minCudaVersion === "string" ? { minCudaVersion: input.minCudaVersion } : {}),
    },
    disk: input.containerDiskInGb,
    ...(path === undefined || path === null ? {} : { mounts }),
    ports: (input.ports ?? "").split(",").filter(Boolean),
    env: Object.fromEntries((input.env ?? []).map(({ key, value }) => [key, value])),
    startSsh: input.startSsh ?? false,
  };
}

/** The texts and codes in which third-party clients have seen these refusals. */
function toFault({ answer }: Refusal): GraphqlFault {
  const { detail } = z.object({ detail: z.string() }).parse(answer.body);
  if (detail === NO_CAPACITY_TEXT) return new GraphqlFault(detail, "SUPPLY_CONSTRAINT");
  if (answer.status !== 402) return new GraphqlFault(detail, "RUNPOD");
  const text = "Your account balance is too low to rent a pod. Please add funds to your account.";
  return new GraphqlFault(text, "INSUFFICIENT_BALANCE");
}

import type { UserFacingError } from "../../core/common/errors.ts";
import type { PodSpec } from "../../core/records/offer.ts";
import type { ListedPod } from "../../core/records/machine.ts";
import { runpodFailures } from "../../core/words/runpod.ts";
import { volumeFailures } from "../../core/words/volume.ts";
import { refusalOf, toCommunityFailure } from "../graphql/community-failure.ts";
import { createMs, sent } from "./create-pod.ts";
import { saysNoMoney, saysNoRoom } from "../graphql/refusals.ts";
import { deployedSchema, graphqlReplySchema, type GraphqlError } from "../graphql/schema.ts";
import type { RunpodGraphql } from "../graphql/graphql.ts";
import type { HttpReply } from "../transport/http.ts";
import { workspace } from "./read-pod.ts";
import { minCudaOf } from "../market/cuda-floor.ts";
import { type ContainerDeps, toContainer } from "./pod-container.ts";
import { isRefused } from "../transport/refusals.ts";
import { defined } from "../../core/common/defined.ts";

export type CommunityDeps = ContainerDeps & { readonly graphql: RunpodGraphql };

/** No more than what is needed: a field that is not there any more is an error of the whole question. */
const deploying =
  "mutation createPod($input: PodFindAndDeployOnDemandInput!) { podFindAndDeployOnDemand(input: $input) { id costPerHr } }";

/**
 * A machine of the community cloud, by GraphQL: nowhere else can one ask for a public address, a country and a speed.
 * @throws as `createPod`, and UserFacingError `runpod-community-retired`
 */
export async function createCommunityPod(
  deps: CommunityDeps,
  spec: PodSpec,
  signal: AbortSignal,
): Promise<ListedPod> {
  signal.throwIfAborted();
  if (spec.networkVolumeId !== undefined) throw volumeFailures.needsSecure();
  const variables = { input: toInput(deps, spec) };
  const optional = ["costPerHr"];
  const question = { query: deploying, variables, purpose: "act", optional, timeoutMs: createMs } as const;
  const reply = await sent(deps.graphql.exchange(question, signal));
  const { data, errors = [] } = graphqlReplySchema(deployedSchema).safeParse(reply.body).data ?? {};
  if (data === undefined) throw toFailure(reply, errors);
  const { id, costPerHr } = data.podFindAndDeployOnDemand;
  const { name, offer, teamId } = spec;
  return {
    providerPodId: id,
    name,
    status: "provisioning",
    usdPerHour: costPerHr ?? offer.usdPerHour,
    teamId,
  };
}

/** Fields: runpod/runpod-python api/mutations/pods.py, dstackai/dstack runpod/api_client.py. */
function toInput(deps: CommunityDeps, spec: PodSpec): Record<string, unknown> {
  const { image, args, ports, env } = toContainer(deps, spec);
  const { minDownloadMbps } = spec;
  return {
    name: spec.name,
    imageName: image,
    dockerArgs: args,
    cloudType: "COMMUNITY",
    gpuTypeId: spec.offer.gpuId,
    gpuCount: 1,
    supportPublicIp: true,
    countryCode: spec.country.toUpperCase(),
    ...defined({ minDownload: minDownloadMbps, minCudaVersion: minCudaOf(spec.offer, deps.minCuda) }),
    containerDiskInGb: spec.containerDiskGib,
    volumeInGb: spec.volumeGib,
    volumeMountPath: workspace,
    ports: ports.join(","),
    env: Object.entries(env).map(([key, value]) => ({ key, value })),
    startSsh: true,
  };
}

/** An error whose meaning is not known may have come after the pod was made. */
function toFailure(reply: HttpReply, errors: readonly GraphqlError[]): UserFacingError {
  if (errors.some(saysNoRoom)) return runpodFailures.noCapacity();
  if (errors.some(saysNoMoney)) return runpodFailures.noMoney();
  if (isRefused(reply)) return toCommunityFailure(reply);
  return refusalOf(errors) ?? runpodFailures.createUnknown();
}

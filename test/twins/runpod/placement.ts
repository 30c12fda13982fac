import { noCapacityAnswer, problem, Refusal } from "./answer.ts";
import { deviatingRefusal } from "./deviations.ts";
import { hostsOf } from "./host-cuda.ts";
import type { NetworkVolumes } from "./network-volumes.ts";
import type { CreateRequest, UpdateRequest } from "./requests.ts";
import { placesOf, usdPerHourOf, type DataCenterStock, type GpuStock } from "./stock.ts";

/** Where a pod comes to lie, its price, and what is known of its host. */
export type Placement = {
  readonly dataCenterId: string;
  readonly usdPerHour: number;
  /** What the host's driver can do; absent for one without a GPU. */
  readonly cudaVersion?: string;
  /** How long the host pulls an image that it doesn't have; absent: as long as pods take to come up. */
  readonly pullMs?: number;
};

const MAX_HTTP_PORTS = 10;
const MAX_ENV = 50;
const CPU_POD: Placement = { dataCenterId: "EU-RO-1", usdPerHour: 0.06 };

/** What there is to place a pod with. */
export type RentalAccount = {
  readonly stock: readonly GpuStock[];
  readonly volumes: NetworkVolumes;
  readonly balanceUsd: number;
};

/**
 * Finds a place for the wished pod, among those that fit.
 * @throws Refusal for a broken rule, no capacity, or too little money.
 */
export function place(
  request: CreateRequest,
  { stock, volumes, balanceUsd }: RentalAccount,
  isFit: IsFit = () => true,
): Placement {
  checkCreateRules(request);
  const deviating = deviatingRefusal({ create: request });
  if (deviating !== undefined) throw new Refusal(deviating);
  const beside = dataCenterOfVolume(request, volumes);
  const isNear: IsFit = (host) => (beside === undefined || beside === host.id) && isFit(host);
  const found = request.gpu === undefined ? CPU_POD : placeGpu(request, stock, isNear);
  if (found.usdPerHour > balanceUsd) throw new Refusal(problem(402, "insufficient balance"));
  return found;
}

/** A pod lies in the data center of its network volume, which only the secure cloud has. */
function dataCenterOfVolume({ mounts, cloud }: CreateRequest, volumes: NetworkVolumes): string | undefined {
  const volumeId = mounts?.network?.[0]?.volumeId;
  if (volumeId === undefined) return undefined;
  if (cloud !== "SECURE") refuse("network volumes are for the secure cloud only");
  return volumes.find(volumeId).dataCenterId;
}

type IsFit = (host: DataCenterStock) => boolean;

function placeGpu(request: CreateRequest, stock: readonly GpuStock[], isFit: IsFit): Placement {
  const gpu = stock.find(({ id }) => id === request.gpu?.id);
  if (gpu === undefined) throw new Refusal(problem(400, "unknown GPU type"));
  const wished = request.dataCenterIds;
  const found = placesOf(gpu, request.cloud)
    .filter((host) => host.availability !== "NONE" && (wished?.includes(host.id) ?? true) && isFit(host))
    .flatMap((host) => hostsOf(host, request.gpu).map((cudaVersion) => ({ ...host, cudaVersion })));
  const [free] = found;
  const usdPerHour = usdPerHourOf(gpu, request.cloud);
  if (free === undefined || usdPerHour === undefined) throw new Refusal(noCapacityAnswer());
  const { id: dataCenterId, cudaVersion, pullS } = free;
  return {
    dataCenterId,
    cudaVersion,
    usdPerHour: usdPerHour * (request.gpu?.count ?? 1),
    ...(pullS === undefined ? {} : { pullMs: pullS * 1000 }),
  };
}

function checkCreateRules(request: CreateRequest): void {
  if (request.image === undefined && request.templateId === undefined) {
    throw new Refusal(problem(422, "Request validation failed.", ["$: missing property 'image'"]));
  }
  if ((request.gpu === undefined) === (request.cpu === undefined))
    refuse("exactly one of gpu or cpu is required");
  if (request.gpu?.allowedCudaVersions && request.gpu.minCudaVersion) {
    refuse("allowedCudaVersions and minCudaVersion are mutually exclusive");
  }
  checkContainerRules(request);
}

/** Rules that hold in a create and in an update. */
export function checkContainerRules({ mounts, ports = [], env = {} }: CreateRequest | UpdateRequest): void {
  if (mounts?.persistent && mounts.network) refuse("mounts takes persistent or network, not both");
  if (ports.filter((port) => port.endsWith("/http")).length > MAX_HTTP_PORTS) refuse("at most 10 http ports");
  if (Object.keys(env).length > MAX_ENV) refuse("at most 50 environment variables");
}

type Mounts = UpdateRequest["mounts"];

/** A volume keeps its kind and only grows; it can't be taken away. */
export function checkMountChange(before: Mounts, after: Mounts): void {
  if (after === undefined || Object.keys(after).length === 0) return;
  if (after.network?.length === 0) refuse("a mount cannot be cleared");
  const isKept =
    Boolean(before?.persistent) === Boolean(after.persistent) &&
    Boolean(before?.network) === Boolean(after.network);
  if (!isKept) refuse("the kind of a mount is fixed at create and cannot be cleared");
  if (after.network?.[0]?.volumeId !== before?.network?.[0]?.volumeId)
    refuse("the network volume of a pod is fixed at create");
  if ((after.persistent?.size ?? 0) < (before?.persistent?.size ?? 0)) refuse("a volume can only grow");
}

function refuse(detail: string): never {
  throw new Refusal(problem(400, detail));
}

import type { CreateRequest } from "./requests.ts";
import type { DataCenterStock } from "./stock.ts";

const USUAL = ["12.8"] as const;

/** Of each host in this place that a create may be given what its driver can do, in the order in which they are given. */
export function hostsOf(
  { cudaVersions = USUAL }: DataCenterStock,
  { minCudaVersion, allowedCudaVersions }: NonNullable<CreateRequest["gpu"]> | Record<string, never> = {},
): readonly string[] {
  return cudaVersions.filter(
    (version) => isAtLeast(version, minCudaVersion) && (allowedCudaVersions?.includes(version) ?? true),
  );
}

/** The places that have a host which is fit for this version. */
export function withCuda(places: readonly DataCenterStock[], floor?: string): DataCenterStock[] {
  return places.filter(({ cudaVersions = USUAL }) =>
    cudaVersions.some((version) => isAtLeast(version, floor)),
  );
}

export function cudaVersionsOf(places: readonly DataCenterStock[]): readonly string[] {
  return [...new Set(places.flatMap(({ cudaVersions = USUAL }) => cudaVersions))].toSorted(compare);
}

/**
 * Whether the container of an image of RunPod's starts there: `-cu1281-` says that it asks for CUDA 12.8, which an older driver
 * of a GeForce can't give (Nerogar/OneTrainer#981, third-party clients of June 2026); data-centre and professional cards run
 * it by NVIDIA's forward compatibility.
 */
export function runsImage(
  { cudaVersion }: { readonly cudaVersion?: string },
  { gpu, image = "" }: Pick<CreateRequest, "gpu" | "image">,
): boolean {
  const [, major, minor] = /-cu(\d{2})(\d)\d?(?!\d)/.exec(image) ?? [];
  if (major === undefined || minor === undefined || cudaVersion === undefined) return true;
  return gpu?.id.includes("GeForce") !== true || isAtLeast(cudaVersion, `${major}.${minor}`);
}

function isAtLeast(version: string, floor?: string): boolean {
  return floor === undefined || compare(version, floor) >= 0;
}

function compare(one: string, other: string): number {
  return one.localeCompare(other, "en", { numeric: true });
}

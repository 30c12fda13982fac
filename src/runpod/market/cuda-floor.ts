import type { Offer } from "../../core/records/offer.ts";

/** Versions as tags of public images name them: `cu1281` and `cu124`, `cuda12.4.1`, and `12.8.1-cudnn` of an image called cuda. */
const hints: readonly RegExp[] = [
  /(?<![a-z\d])cu(?<major>1\d)(?<minor>\d)\d?(?!\d)/iu,
  /(?<![a-z])cuda[-_]?(?<major>1\d)\.(?<minor>\d{1,2})(?!\d)/iu,
  /\bcuda:(?<major>1\d)\.(?<minor>\d{1,2})(?!\d)/iu,
  /:(?<major>1\d)\.(?<minor>\d{1,2})(?:\.\d+)?-(?:cudnn|base|runtime|devel)/iu,
];

/**
 * The CUDA version that an image is made for, such as "12.8"; undefined where its name says none. NVIDIA's base images ask the
 * host's driver for it, and on an older one the container never starts, while the pod is RUNNING and charged for
 * (Nerogar/OneTrainer#981, third-party clients of 2026-06).
 */
export function cudaOfImage(image: string): string | undefined {
  const [name = ""] = image.split("@");
  for (const hint of hints) {
    const { major, minor } = hint.exec(name)?.groups ?? {};
    if (major !== undefined && minor !== undefined) return `${major}.${minor}`;
  }
  return undefined;
}

/**
 * Whether only a newer driver helps. Data-centre and professional cards run a newer CUDA by NVIDIA's forward compatibility on older
 * drivers too, and there a floor may leave out hosts that would do.
 */
export function needsFloor({ gpuId }: Pick<Offer, "gpuId">): boolean {
  return /\b(?:GeForce|TITAN)\b/iu.test(gpuId);
}

/** What a create asks of the host's driver; the offers of older versions of labelpod say nothing of it. */
export function minCudaOf(offer: Offer, floor: string | undefined): string | undefined {
  return offer.minCuda ?? (needsFloor(offer) ? floor : undefined);
}

/** Offers by the version that is asked of a host's driver: any where it is undefined. */
export type ReadOffers = (minCuda: string | undefined) => Promise<readonly Offer[]>;

/**
 * What there is on hosts that the image surely runs on, and beside that data-centre and professional cards on any host, for when
 * there is none such.
 */
export async function offersAbove(floor: string | undefined, read: ReadOffers): Promise<readonly Offer[]> {
  if (floor === undefined) return read(undefined);
  const safe = await read(floor);
  const others = (await read(undefined)).filter((offer) => !needsFloor(offer));
  return [...safe.map((offer) => ({ ...offer, minCuda: floor })), ...others];
}

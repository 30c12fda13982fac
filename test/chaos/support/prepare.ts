import { fillCache } from "../../real/support/cache.ts";

/** Installs MONAI Label once, before the first file: each pod's volume links what is there. */
export async function setup(): Promise<void> {
  await fillCache();
}

import type { Upgrade } from "../../core/common/versions.ts";

/** The first version of records that have only got its number. */
export const unchanged: Upgrade = (old) => old;

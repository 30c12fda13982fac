import { UnreachableError } from "../common/errors.ts";

/** What can go wrong while speaking to MONAI Label; nothing of its answer is quoted, not even as a cause. */
export const labelServerFailures = {
  away: () =>
    new UnreachableError(
      "server-unreachable",
      "MONAI Label can't be reached at its URL: see /pod status, and use /pod restart if this lasts.",
      { retryable: true },
    ),
  busy: () =>
    new UnreachableError(
      "server-busy",
      "MONAI Label is busy and did not answer in time: labelpod tries again by itself.",
      { retryable: true },
    ),
  confused: () =>
    new UnreachableError(
      "server-confused",
      "MONAI Label gave an answer that labelpod does not understand: it tries again by itself; use /pod restart if this lasts.",
      { retryable: true },
    ),
} as const;

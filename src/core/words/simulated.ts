import { UnreachableError } from "../common/errors.ts";

/** What the in-memory twins say, which serve the demo and the tests. */
export const simulatedFailures = {
  serverAway: () =>
    new UnreachableError("label-server-away", "The simulated MONAI Label does not answer: try again later.", {
      retryable: true,
    }),
} as const;

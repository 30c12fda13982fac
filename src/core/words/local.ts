import { UserFacingError } from "../common/errors.ts";

/** What can go wrong with pods on this machine. */
export const localFailures = {
  needsLinux: (cause: unknown) =>
    new UserFacingError(
      "local-needs-linux",
      "This machine can be a pod only under Linux with /proc: set RUNPOD_API_KEY to rent one instead.",
      { cause },
    ),
  noFreePort: () =>
    new UserFacingError(
      "local-no-free-port",
      "No free port was found on 127.0.0.1: end programs that listen there, then use /pod up again.",
      { retryable: true },
    ),
  unknownPod: () =>
    new UserFacingError("local-unknown-pod", "There is no such pod on this machine any more: use /pod up."),
  processesLeft: () =>
    new UserFacingError(
      "local-processes-left",
      "Programs of the pod on this machine did not end: labelpod tries again; if this lasts, end them by hand.",
      { retryable: true },
    ),
} as const;

import { UnreachableError, UserFacingError } from "../common/errors.ts";

/** What can go wrong while speaking to a pod. */
export const shellFailures = {
  noConnection: (cause: unknown) =>
    new UnreachableError(
      "pod-unreachable",
      "The pod doesn't answer over SSH: it may still be starting or its network is down; labelpod tries again by itself.",
      { retryable: true, cause },
    ),
  keyRefused: (cause: unknown) =>
    new UnreachableError(
      "ssh-key-refused",
      "The pod refuses labelpod's SSH key: if this lasts, use /pod down and then /pod up, which hands the key over anew.",
      { retryable: true, cause },
    ),
  connectionLost: (cause?: unknown) =>
    new UnreachableError(
      "connection-lost",
      "The connection to the pod broke in the middle of a command: labelpod tries again by itself.",
      { retryable: true, cause },
    ),
  timeOver: (timeoutMs: number) =>
    new UnreachableError(
      "pod-timeout",
      `The pod did not finish a command within ${Math.ceil(timeoutMs / 1000)} s: it may be busy; labelpod tries again by itself.`,
      { retryable: true },
    ),
  notRunning: () =>
    new UnreachableError("pod-not-running", "The pod does not run any more: start it with /pod up."),
  hostKeyChanged: () =>
    new UserFacingError(
      "host-key-changed",
      "Another machine answers at the pod's address, so labelpod did not connect: use /pod down, then /pod up.",
    ),
  strangerAnswers: () =>
    new UnreachableError(
      "stranger-answers",
      "Another machine answered at the pod's address all the while, so labelpod did not connect and stopped the pod: try /pod up again.",
      { retryable: true },
    ),
  hostKeyUnpublished: () =>
    new UnreachableError(
      "host-key-unpublished",
      "The pod's log does not name the SSH host key that answers, so labelpod did not connect yet: it tries again by itself.",
      { retryable: true },
    ),
  tooMuchOutput: (limitKib: number) =>
    new UserFacingError(
      "too-much-output",
      `A command on the pod wrote more than ${limitKib} KiB, so its output was dropped: use /pod down, then /pod up.`,
    ),
  nulCharacter: () =>
    new UserFacingError(
      "nul-character",
      "A text holds a NUL character, which no command can take: leave it out and try again.",
    ),
  notWritten: (cause?: unknown) =>
    new UserFacingError(
      "file-not-written",
      "A file could not be written on the pod: see whether its disk is full, then use /pod up again.",
      { cause },
    ),
} as const;

import type { Machine } from "../records/pod.ts";

/** The key by which a machine's SSH server is known in this start of it. */
export type HostKey = {
  /** As `ssh-keygen -l` prints it: `SHA256:…`. */
  readonly fingerprint: string;
  /** Whether it stood in the pod's own log at its provider; else it is the first one that was seen. */
  readonly isChecked: boolean;
};

/** What a pod's log says of a host key: it names it, only others, none, or can't be read. */
export type Published = "this" | "others" | "none" | "unreadable";

/** How people come onto a machine by SSH. */
export type SshAccess = {
  /** Undefined until labelpod has connected in this start. */
  hostKey(machine: Machine): Promise<HostKey | undefined>;
  /** Lets the holders of exactly these keys in, beside labelpod and whom others let in. @throws UnreachableError, UserFacingError */
  admit(machine: Machine, keys: readonly string[], signal: AbortSignal): Promise<void>;
};

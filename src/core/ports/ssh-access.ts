import type { Machine, HostKey } from "../records/machine.ts";

/** What a pod's log says of a host key: it names it, only others, none, or can't be read. */
export type Published = "this" | "others" | "none" | "unreadable";

/** How people come onto a machine by SSH. */
export type SshAccess = {
  /** Undefined until labelpod has connected in this start. */
  hostKey(machine: Machine): Promise<HostKey | undefined>;
  /** Lets the holders of exactly these keys in, beside labelpod and whom others let in. @throws UnreachableError, UserFacingError */
  admit(machine: Machine, keys: readonly string[], signal: AbortSignal): Promise<void>;
};

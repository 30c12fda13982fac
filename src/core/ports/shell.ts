import type { Machine } from "../records/machine.ts";
import type { SshAccess } from "./ssh-access.ts";

export type RemoteFile = { readonly path: string; readonly content: string; readonly mode: number };

export type RemoteCommand = {
  /** Program and arguments; each is passed on as it is, whatever characters it holds. */
  readonly argv: readonly string[];
  readonly timeoutMs: number;
};

export type RemoteResult = { readonly exitCode: number; readonly stdout: string };

/** Commands and files on a pod. What a command wrote to its error stream stays there. */
export type RemoteShell = {
  /** @throws UnreachableError when the pod can't be reached or the time is over. */
  run(machine: Machine, command: RemoteCommand, signal: AbortSignal): Promise<RemoteResult>;
  /** Writes each file whole or not at all, with folders made as needed. @throws UnreachableError */
  upload(machine: Machine, files: readonly RemoteFile[], signal: AbortSignal): Promise<void>;
  /** Forgets connections to this machine. */
  forget(machine: Machine): Promise<void>;
  /** Absent where machines have no SSH server. */
  readonly ssh?: SshAccess;
};

import type { NodeSSH } from "node-ssh";
import type { Machine } from "../core/records/machine.ts";
import { connect, type Login } from "./connect.ts";

/** One kept connection per start of a pod, opened anew when it broke. */
export type Connections = AsyncDisposable & {
  /** @throws UnreachableError, UserFacingError `host-key-changed` */
  to(machine: Machine): Promise<NodeSSH>;
  forget(machine: Machine): void;
};

type Kept = { readonly opening: Promise<NodeSSH>; readonly end: AbortController };

export function createConnections(login: Login): Connections {
  /** Each ends with its connection. */
  const kept = new Map<string, Kept>();

  function open(machine: Machine, key: string): Promise<NodeSSH> {
    const end = new AbortController();
    const opening = connect(machine, login, end.signal);
    kept.set(key, { opening, end });
    const drop = (): void => {
      if (kept.get(key)?.opening === opening) kept.delete(key);
    };
    opening.then((ssh) => ssh.connection?.on("close", drop), drop);
    return opening;
  }

  function close(key: string): void {
    kept.get(key)?.end.abort();
    kept.delete(key);
  }

  return {
    to(machine) {
      const key = keyOf(machine);
      return kept.get(key)?.opening ?? open(machine, key);
    },
    forget: (machine) => close(keyOf(machine)),
    async [Symbol.asyncDispose]() {
      for (const key of kept.keys()) close(key);
    },
  };
}

/** With the address, since a provider may name the former one for a while after a start. */
function keyOf({ providerPodId, startId, shell }: Machine): string {
  return JSON.stringify([providerPodId, startId, shell.host, shell.port]);
}

import { NodeSSH } from "node-ssh";
import type { Machine } from "../core/records/machine.ts";
import { shellFailures } from "../core/words/shell.ts";
import type { HostKeys } from "./host-keys.ts";

const connectMs = 20_000;
/** The one type that is looked for in the pod's log, so that what was checked is what is used. */
const hostKeyType = "ssh-ed25519";
/** A peer that has vanished is noticed after three unanswered questions. */
const keepaliveMs = 5000;

export type Login = {
  readonly user: string;
  /** In OpenSSH's format. */
  readonly privateKey: string;
  readonly hostKeys: HostKeys;
};

/**
 * Opens one connection, which the signal ends at any time.
 * @throws UnreachableError, UserFacingError `host-key-changed`, as `HostKeys`
 */
export async function connect(machine: Machine, login: Login, signal: AbortSignal): Promise<NodeSSH> {
  const { user, privateKey, hostKeys } = login;
  const ssh = new NodeSSH();
  let refusal: Error | undefined;
  const connecting = ssh.connect({
    ...machine.shell,
    username: user,
    privateKey,
    algorithms: { serverHostKey: [hostKeyType] },
    readyTimeout: connectMs,
    keepaliveInterval: keepaliveMs,
    hostVerifier(hostKey: Buffer, answer: (isAccepted: boolean) => void) {
      hostKeys.accept(machine, hostKey).then(
        () => answer(true),
        (error: Error) => {
          refusal = error;
          answer(false);
        },
      );
    },
  });
  signal.addEventListener("abort", () => ssh.connection?.destroy(), { once: true });
  // Small packets go back and forth in turn; held back for each other they cost 40 ms each.
  ssh.connection?.setNoDelay(true);
  // An error event that nobody listens to would end the bot; the close that follows each one is what counts.
  ssh.connection?.on("error", () => undefined);
  try {
    return await connecting;
  } catch (error) {
    if (refusal !== undefined) throw refusal;
    throw isKeyRefusal(error) ? shellFailures.keyRefused(error) : shellFailures.noConnection(error);
  }
}

function isKeyRefusal(error: unknown): boolean {
  return error instanceof Error && "level" in error && error.level === "client-authentication";
}

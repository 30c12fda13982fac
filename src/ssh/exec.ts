import { constants } from "node:os";
import type { NodeSSH, SSHExecCommandResponse } from "node-ssh";
import type { RemoteResult } from "../core/ports/shell.ts";
import { shellFailures } from "../core/words/shell.ts";
import { defined } from "../core/common/defined.ts";

const outputLimitKib = 256;

type Options = { readonly stdin?: string | undefined; readonly signal: AbortSignal };

/**
 * Runs a command line over an open connection, with `stdin` as its input; the signal ends it. Both streams count into the
 * limit: a pod that is not ours any more need not keep the error stream to itself, as the command line asks it to.
 * @throws UnreachableError when the connection breaks, UserFacingError `too-much-output`
 */
export async function exec(ssh: NodeSSH, line: string, { stdin, signal }: Options): Promise<RemoteResult> {
  let length = 0;
  const isTooMuch = (): boolean => length > outputLimitKib * 1024;
  const count = (chunk: Buffer): void => {
    length += chunk.length;
    // The whole connection: who sends so much may take no notice of a channel that is closed.
    if (isTooMuch()) ssh.connection?.destroy();
  };
  const ended = await ssh
    .execCommand(line, {
      ...defined({ stdin }),
      noTrim: true,
      // One character per byte: a chunk may end in the middle of a longer one.
      encoding: "latin1",
      onChannel(opened) {
        signal.addEventListener("abort", () => opened.close(), { once: true });
        if (signal.aborted) opened.close();
      },
      onStdout: count,
      onStderr: count,
    })
    .catch((error: unknown) => {
      throw isTooMuch() ? shellFailures.tooMuchOutput(outputLimitKib) : shellFailures.connectionLost(error);
    });
  if (isTooMuch()) throw shellFailures.tooMuchOutput(outputLimitKib);
  return toResult(ended);
}

function toResult({ code, signal, stdout }: SSHExecCommandResponse): RemoteResult {
  const exitCode = code ?? killedBy(signal);
  // A command that ended says how; without that, the connection broke under it.
  if (exitCode === undefined) throw shellFailures.connectionLost();
  return { exitCode, stdout: Buffer.from(stdout, "latin1").toString() };
}

/** As a shell would count it. */
function killedBy(signal: string | null): number | undefined {
  if (signal === null) return undefined;
  const wanted = `SIG${signal.replace(/^SIG/, "")}`;
  const [, number] = Object.entries(constants.signals).find(([name]) => name === wanted) ?? [wanted, 0];
  return 128 + number;
}

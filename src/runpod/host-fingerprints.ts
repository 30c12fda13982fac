import type { Readable } from "node:stream";
import { describeError } from "../core/errors.ts";
import type { Machine } from "../core/pod.ts";
import type { Clock, Log } from "../core/ports.ts";
import { createRunpodHttp, type RunpodAccess } from "./http.ts";
import { startedAtMs } from "./machine.ts";
import { pathOf } from "./pods.ts";
import { logEventSchema } from "./schema.ts";

/** The fingerprints of a pod's host keys, in the form `SHA256:…`, undefined where the pod did not publish them. */
export type ReadHostFingerprints = (machine: Machine) => Promise<readonly string[] | undefined>;

type Deps = { readonly config: RunpodAccess; readonly clock: Clock; readonly log: Log };

/** The log goes on for ever; what is not in it after this time is not there. */
const readMs = 3_000;
const tailLines = "5000";

/**
 * Reads them from the pod's log, which comes from RunPod itself and over TLS.
 * RunPod's images print them at each start with `ssh-keygen -l` (runpod/containers container-template/start.sh).
 */
export function createHostFingerprints({ config, clock, log }: Deps): ReadHostFingerprints {
  const http = createRunpodHttp(config, clock);
  return async (machine) => {
    const { providerPodId } = machine;
    const query = { source: "container", tail: tailLines };
    try {
      const stream = await http.open(`${pathOf(providerPodId)}/logs`, query, clock.deadline(readMs));
      return stream && (await findFingerprints(stream, startedAtMs(machine) ?? 0));
    } catch (error) {
      log.info("the pod's log tells no host keys", { providerPodId, ...describeError(error) });
      return undefined;
    }
  };
}

/** The log may hold keys of earlier starts, and the ED25519 one counts: it is the one that a connection is given. */
async function findFingerprints(stream: Readable, sinceMs: number): Promise<readonly string[] | undefined> {
  const found: string[] = [];
  for await (const { line, ts } of readEvents(stream)) {
    const fingerprint = /\bSHA256:[A-Za-z0-9+/]{43}(?= )/.exec(line)?.[0];
    if (fingerprint === undefined || Date.parse(ts) < sinceMs) continue;
    found.push(fingerprint);
    if (line.trimEnd().endsWith("(ED25519)")) return found;
  }
  return undefined;
}

type LogEvent = { readonly line: string; readonly ts: string };

async function* readEvents(stream: Readable): AsyncGenerator<LogEvent> {
  let rest = "";
  for await (const chunk of stream.setEncoding("utf8")) {
    const lines = (rest + String(chunk)).split("\n");
    rest = lines.pop() ?? "";
    yield* lines.flatMap(parseEvent);
  }
}

function parseEvent(line: string): LogEvent[] {
  if (!line.startsWith("data:")) return [];
  return [logEventSchema.parse(JSON.parse(line.slice("data:".length)))];
}

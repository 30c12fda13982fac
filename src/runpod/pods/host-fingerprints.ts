import type { Readable } from "node:stream";
import { describeError } from "../../core/common/errors.ts";
import type { Machine } from "../../core/records/machine.ts";
import type { Clock } from "../../core/common/clock.ts";
import type { Log } from "../../core/common/log.ts";
import type { Published } from "../../core/ports/ssh-access.ts";
import type { RunpodClient } from "../transport/client.ts";
import type { HttpReply } from "../transport/http.ts";
import { startedAtMs } from "./read-pod.ts";
import { pathOf } from "./pods.ts";
import { isPassing } from "../transport/refusals.ts";
import { logEventSchema } from "../transport/schema.ts";
import { parseJson } from "../../core/common/parse-json.ts";

/** What a pod's log says of the ED25519 host key with this fingerprint, in the form `SHA256:…`. */
export type CheckPublished = (machine: Machine, fingerprint: string) => Promise<Published>;

type Deps = { readonly client: RunpodClient; readonly clock: Clock; readonly log: Log };

/** The log goes on for ever; what is not in it after this time is not there yet. */
const readMs = 3_000;
const tailLines = "5000";
/** A host key's line has some 100 characters. */
const maxLineLength = 16 * 1024;
const maxLogLength = 16 * 1024 * 1024;

/**
 * Asks the pod's log, which comes from RunPod itself and over TLS.
 * RunPod's images print them at each start with `ssh-keygen -l` (runpod/containers container-template/start.sh).
 * A failure that may pass is a log that does not name the key yet, so that no moment of trouble decides what is trusted.
 */
export function createHostFingerprints({ client, clock, log }: Deps): CheckPublished {
  return async (machine, fingerprint) => {
    const { providerPodId } = machine;
    const query = { source: "container", tail: tailLines };
    const deadline = clock.deadline(readMs);
    try {
      const reply = await client.open({ path: `${pathOf(providerPodId)}/logs`, query }, deadline);
      const { status, stream } = reply;
      if (stream !== undefined) return await lookFor(fingerprint, { stream, machine, deadline });
      log.info("the pod's log can't be read", { providerPodId, status });
      return mayPass(reply) ? "none" : "unreadable";
    } catch (error) {
      log.info("the pod's log can't be read", { providerPodId, ...describeError(error) });
      return "none";
    }
  };
}

/** RunPod may not know a pod for a moment after its start. */
function mayPass(reply: HttpReply): boolean {
  return isPassing(reply) || reply.status === 404;
}

type Source = { readonly stream: Readable; readonly machine: Machine; readonly deadline: AbortSignal };

/**
 * A container that is started again within one start prints new keys, so each of this start counts. Keys of earlier
 * starts don't; where it is not known when this one began, others in the log say nothing against this one.
 */
async function lookFor(wanted: string, { stream, machine, deadline }: Source): Promise<Published> {
  const sinceMs = startedAtMs(machine);
  let published: Published = "none";
  try {
    for await (const { line, ts } of readEvents(stream)) {
      const fingerprint = hostKeyLine.exec(line)?.[1];
      if (fingerprint === undefined || Date.parse(ts) < (sinceMs ?? 0)) continue;
      if (fingerprint === wanted) return "this";
      if (sinceMs !== undefined) published = "others";
    }
  } catch (error) {
    if (!deadline.aborted) throw error;
  }
  return published;
}

/** The whole line: programs on the pod may log what strangers sent them. */
const hostKeyLine = /^\s*\d+ (SHA256:[A-Za-z0-9+/]{43}) .*\(ED25519\)\s*$/;

type LogEvent = { readonly line: string; readonly ts: string };

/** What the pod's programs write is theirs to choose: a line without an end is dropped, and a log without one is left. */
async function* readEvents(stream: Readable): AsyncGenerator<LogEvent> {
  let rest = "";
  let length = 0;
  for await (const chunk of stream.setEncoding("utf8")) {
    const text = String(chunk);
    length += text.length;
    const lines = (rest + text).split("\n");
    rest = (lines.pop() ?? "").slice(0, maxLineLength);
    yield* lines.flatMap(parseEvent);
    if (length > maxLogLength) return;
  }
}

/** One that can't be understood keeps nothing from the others. */
function parseEvent(line: string): LogEvent[] {
  if (!line.startsWith("data:")) return [];
  const parsed = logEventSchema.safeParse(parseJson(line.slice("data:".length)));
  return parsed.success ? [parsed.data] : [];
}

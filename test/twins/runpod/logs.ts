import { once } from "node:events";
import { problem, Refusal, type Answer } from "./answer.ts";
import type { PodRecord } from "./pod-record.ts";

type LogEvent = { readonly source: "container" | "system"; readonly line: string; readonly ts: string };

/** `GET /pods/{id}/logs`: server-sent events, the lines so far and then an open stream until the client goes. */
export function streamLogs(record: PodRecord, query: URLSearchParams, lastEventId?: string): Answer {
  const source = query.get("source");
  if (source !== null && source !== "container" && source !== "system")
    refuse("source is not one of container, system");
  const tail = Number(query.get("tail") ?? 100);
  if (!Number.isInteger(tail) || tail < 0 || tail > 5000) refuse("tail must be 0 to 5000");
  const since = lastEventId ?? query.get("since") ?? undefined;
  const events = eventsOf(record).filter((event) => source === null || event.source === source);
  const shown =
    since === undefined ? (tail === 0 ? [] : events.slice(-tail)) : events.filter(({ ts }) => ts > since);
  return {
    status: 200,
    contentType: "text/event-stream",
    headers: { "cache-control": "no-cache", "x-accel-buffering": "no" },
    stream: async (write, closed) => {
      for (const event of shown) write(`id: ${event.ts}\ndata: ${JSON.stringify(event)}\n\n`);
      if (!closed.aborted) await once(closed, "abort");
    },
  };
}

/** Lines carry no time of their own in the twin: each gets the start of the container and its place. */
function eventsOf({ machine, containerStartedAtMs = 0 }: PodRecord): LogEvent[] {
  if (machine === undefined) return [];
  const lines = ["start container", ...machine.containerLog()];
  return lines.map((line, index) => {
    const ts = new Date(containerStartedAtMs + index).toISOString();
    return { source: index === 0 ? "system" : "container", line, ts };
  });
}

function refuse(detail: string): never {
  throw new Refusal(problem(422, "Request validation failed.", [detail]));
}

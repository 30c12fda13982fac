import { onTestFinished } from "vitest";
import type { Lane } from "../../../src/core/ports/queue.ts";
import type { Again, Job } from "../../../src/jobs/define.ts";

type Payload = { readonly id: string; readonly note?: string };

type Recorded = {
  readonly job: Job<Payload>;
  /** The payload of every run so far. */
  readonly runs: readonly Payload[];
};

type Behaviour = {
  readonly name?: string;
  readonly lane?: Lane;
  readonly parse?: (payload: unknown) => Payload;
  readonly run?: (payload: Payload, count: number) => Promise<Again | undefined>;
};

/** A job that writes down its runs. */
export function record({ name = "job", lane = "work", parse = parsePayload, run }: Behaviour = {}): Recorded {
  const runs: Payload[] = [];
  const job: Job<Payload> = {
    name,
    lane,
    parse,
    key: ({ id }) => id,
    async run(payload) {
      runs.push(payload);
      return run?.(payload, runs.length);
    },
  };
  return { job, runs };
}

function parsePayload(payload: unknown): Payload {
  if (
    typeof payload !== "object" ||
    payload === null ||
    !("id" in payload) ||
    typeof payload.id !== "string"
  ) {
    throw new TypeError("not a payload");
  }
  return { id: payload.id, ...("note" in payload ? { note: String(payload.note) } : {}) };
}

/** A place where runs wait until the test lets them go on. */
export function createGate(): { readonly open: () => void; readonly opened: Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<void>();
  onTestFinished(() => {
    resolve();
  });
  return { open: resolve, opened: promise };
}

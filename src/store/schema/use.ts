import { z } from "zod";
import type { Crash, Outage } from "../../core/records/outage.ts";
import {
  actKinds,
  type ActKind,
  type ActivitySource,
  type Use,
  type WorkKind,
} from "../../core/records/use.ts";
import { count, ms, parts, type Shape, text } from "./shape.ts";

const acts: z.ZodType<Use["acts"] & object> = z.partialRecord(z.enum<readonly ActKind[]>(actKinds), ms);
const work: z.ZodType<WorkKind> = z.enum(["training", "batch-inference", "scoring"]);
const source: z.ZodType<ActivitySource> = z.enum(["gate", "tasks", "processes", "logins"]);

export const use = parts<Use>({
  lastUseAtMs: ms,
  readAtMs: ms,
  state: z.enum(["known", "unknown"]),
  acts: acts.exactOptional(),
  openRequests: count.exactOptional(),
  people: count.exactOptional(),
  sshSessions: count.exactOptional(),
  work: z.array(work).readonly().exactOptional(),
  unknown: z.array(source).readonly().exactOptional(),
  gpuPercent: z.number().exactOptional(),
  cpuPercent: z.number().exactOptional(),
  keepUntilMs: ms.exactOptional(),
  aheadMs: ms.exactOptional(),
  silentSinceMs: ms.exactOptional(),
});

const crash = parts<Crash>({
  count,
  failure: text,
  reference: text.exactOptional(),
  endedTraining: z.boolean(),
});

const outageShape: Shape<Omit<Outage, "replaced">> = {
  number: count,
  state: z.enum(["down", "up"]),
  firstAtMs: ms,
  lastAtMs: ms,
  crash: crash.exactOptional(),
};

/** The one before is told with it, and has none before it. */
export const outage = parts<Outage>({
  ...outageShape,
  replaced: parts<Omit<Outage, "replaced">>(outageShape).exactOptional(),
});

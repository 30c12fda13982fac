import { z } from "zod";
import type {
  GonePod,
  KeptOfPod,
  LivePod,
  Pod,
  StartingPod,
  StoppedPod,
  StoppingPod,
} from "../../core/records/pod.ts";
import type { ShownBy, Unshown } from "../../core/records/shown-by.ts";
import { booking, diskRates } from "./ledger.ts";
import { offer, podRequest } from "./machine.ts";
import { person, sshKeys } from "./person.ts";
import { phaseParts, runFacts } from "./run.ts";
import { count, ms, parts, type Shape, text, usd, yes } from "./shape.ts";

/** The parts that a record can have; one that its phase forbids is left out when it is read. */
type Present<T> = {
  readonly [Part in keyof T as [Exclude<T[Part], undefined>] extends [never] ? never : Part]: T[Part];
};

type RunOf<P extends Pod> = Present<P["run"]>;

const kept: Shape<KeptOfPod> = {
  id: text,
  teamId: text,
  name: text,
  provider: text,
  request: podRequest,
  askedBy: person,
  offer: offer.exactOptional(),
  uncertainSinceMs: ms.exactOptional(),
  providerPodId: text.exactOptional(),
  upAskedAtMs: ms.exactOptional(),
  usdPerHour: usd.exactOptional(),
  restarts: count.exactOptional(),
  sshKeys: sshKeys.exactOptional(),
  isAdopted: yes.exactOptional(),
  containerDiskGib: z.number().exactOptional(),
  disk: diskRates.exactOptional(),
  booking: booking.exactOptional(),
  shownBy: parts<ShownBy>({ key: text, account: text.exactOptional() }).exactOptional(),
  unshown: parts<Unshown>({ sinceMs: ms, alarms: count, alarmedAtMs: ms }).exactOptional(),
};

const search = {
  candidates: phaseParts.candidates.exactOptional(),
  waitUntilMs: phaseParts.waitUntilMs.exactOptional(),
  waiting: phaseParts.waiting.exactOptional(),
  givenUp: phaseParts.givenUp.exactOptional(),
};

const up = {
  machine: phaseParts.machine.exactOptional(),
  use: phaseParts.use.exactOptional(),
  isRotating: phaseParts.isRotating.exactOptional(),
  lease: phaseParts.lease.exactOptional(),
};

const end = {
  warning: phaseParts.warning.exactOptional(),
  notice: phaseParts.notice.exactOptional(),
};

const down = {
  endedAtMs: phaseParts.endedAtMs,
  failure: phaseParts.failure.exactOptional(),
  isClosed: phaseParts.isClosed.exactOptional(),
};

const starting: z.ZodType<StartingPod> = z.object({
  ...kept,
  phase: z.literal("starting"),
  run: parts<RunOf<StartingPod>>({ ...runFacts, ...search, ...up, ...end }),
});

const live: z.ZodType<LivePod> = z.object({
  ...kept,
  phase: z.literal("live"),
  run: parts<RunOf<LivePod>>({
    ...runFacts,
    ...up,
    ...end,
    machine: phaseParts.machine,
    liveAtMs: phaseParts.liveAtMs,
    waitUntilMs: search.waitUntilMs,
  }),
});

const stopping: z.ZodType<StoppingPod> = z.object({
  ...kept,
  phase: z.literal("stopping"),
  run: parts<RunOf<StoppingPod>>({
    ...runFacts,
    ...search,
    ...up,
    stop: phaseParts.stop,
    failure: phaseParts.failure.exactOptional(),
    endedAtMs: phaseParts.endedAtMs.exactOptional(),
  }),
});

const stopped: z.ZodType<StoppedPod> = z.object({
  ...kept,
  phase: z.literal("stopped"),
  run: parts<RunOf<StoppedPod>>({ ...runFacts, ...down, stop: phaseParts.stop.exactOptional() }),
});

const gone: z.ZodType<GonePod> = z.object({
  ...kept,
  phase: z.literal("gone"),
  run: parts<RunOf<GonePod>>({
    ...runFacts,
    ...down,
    goneAtMs: phaseParts.goneAtMs,
    stop: phaseParts.stop,
    isBooked: phaseParts.isBooked.exactOptional(),
  }),
});

const byPhase = { starting, live, stopping, stopped, gone };
const phased = z.looseObject({ phase: z.enum(["starting", "live", "stopping", "stopped", "gone"]) });

/** A pod by its phase, so that what is wrong is said of that phase alone. */
export const pod: z.ZodType<Pod> = phased.transform((found, context): Pod => {
  const parsed = byPhase[found.phase].safeParse(found);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues)
    context.addIssue({ code: "custom", message: issue.message, path: issue.path });
  return z.NEVER;
});

import { type FailureCode, failureCodes } from "../../core/common/failure-code.ts";
import { z } from "zod";
import type { LeaseTerms } from "../../core/records/lease-terms.ts";
import type { LimitNotice, PodPolicy, Stop, StopReason, Told, Warning } from "../../core/records/pod-end.ts";
import type { LabelCount, PhaseParts, RunFacts, TrainedModel } from "../../core/records/run.ts";
import {
  type Failure,
  type Step,
  type StepDone,
  type StepNote,
  type StepPlan,
  stepNames,
} from "../../core/records/step.ts";
import { alternatives, attempt, givenUp, machine, offer } from "./machine.ts";
import { person } from "./person.ts";
import { count, ms, parts, type Shape, text, texts, usd, yes } from "./shape.ts";
import { outage, use } from "./use.ts";

const stepName = z.enum(stepNames);
const note = parts<StepNote>({
  part: text,
  done: z.number().exactOptional(),
  total: z.number().exactOptional(),
});

const step = parts<Step>({
  name: stepName,
  enteredAtMs: ms,
  beganAtMs: ms.exactOptional(),
  seenAtMs: ms.exactOptional(),
  awayMs: ms.exactOptional(),
  note: note.exactOptional(),
});

/** One that an older version had and this one has not is told by its sentence. */
const failureCode: z.ZodType<FailureCode> = z
  .enum(failureCodes)
  .or(text.transform((): FailureCode => "internal"));

export const failure = parts<Failure>({ code: failureCode, sentence: text, step: stepName.exactOptional() });

const policy = parts<PodPolicy>({
  idleMs: ms.exactOptional(),
  graceMs: ms.exactOptional(),
  limitAtMs: ms.exactOptional(),
});
const warning = parts<Warning>({
  stopAtMs: ms,
  isLastCall: yes.exactOptional(),
  isPutOff: yes.exactOptional(),
  isAtLimit: yes.exactOptional(),
});
const notice = parts<LimitNotice>({ stopAtMs: ms, leadMs: ms });

const reason: z.ZodType<StopReason> = z.enum([
  "asked",
  "idle",
  "hard-limit",
  "failed",
  "outside",
  "delete",
  "watchdog",
  "duplicate",
  "called-off",
  "forgotten",
]);

const stop = parts<Stop>({
  reason,
  volume: z.enum(["keep", "delete"]),
  askedAtMs: ms,
  by: person.exactOptional(),
  attempts: count,
  alarmedAtMs: ms.exactOptional(),
  heldSinceMs: ms.exactOptional(),
  cause: parts<NonNullable<Stop["cause"]>>({ code: failureCode, sentence: text }).exactOptional(),
});

/** What a run has in every phase. */
export const runFacts: Shape<RunFacts> = {
  number: count,
  bootId: text,
  startedAtMs: ms,
  trainings: count,
  step,
  stepsDone: z.array(parts<StepDone>({ name: stepName, tookMs: ms })).readonly(),
  settings: z.record(text, text).exactOptional(),
  untaken: parts<NonNullable<RunFacts["untaken"]>>({ atStart: texts, fresh: texts }).exactOptional(),
  policy: policy.exactOptional(),
  isBeyondBudget: yes.exactOptional(),
  replaces: text.exactOptional(),
  paidFromMs: ms.exactOptional(),
  foundAtMs: ms.exactOptional(),
  upAtMs: ms.exactOptional(),
  liveAtMs: ms.exactOptional(),
  addresses: texts.exactOptional(),
  spent: parts<NonNullable<RunFacts["spent"]>>({ usd, untilMs: ms }).exactOptional(),
  lastTrainingId: text.exactOptional(),
  trained: z
    .array(parts<TrainedModel>({ model: text, bestDice: z.number().exactOptional() }))
    .readonly()
    .exactOptional(),
  labels: parts<LabelCount>({ atFirst: count, now: count, countedAtMs: ms }).exactOptional(),
  labelsBefore: count.exactOptional(),
  labelsFailedAtMs: ms.exactOptional(),
  quote: parts<NonNullable<RunFacts["quote"]>>({ diskUsdPerHour: usd, lifeMs: ms }).exactOptional(),
  attempts: z.array(attempt).readonly().exactOptional(),
  nextBest: alternatives.exactOptional(),
  plan: z
    .array(parts<StepPlan>({ name: stepName, expectedMs: ms }))
    .readonly()
    .exactOptional(),
  rotations: count.exactOptional(),
  certificate: text.exactOptional(),
  told: parts<Told>({ warning: warning.exactOptional(), notice: notice.exactOptional() }).exactOptional(),
  outage: outage.exactOptional(),
  unreachable: parts<NonNullable<RunFacts["unreachable"]>>({
    sinceMs: ms,
    isOver: yes.exactOptional(),
  }).exactOptional(),
  calledOffAtMs: ms.exactOptional(),
  isTakenOver: yes.exactOptional(),
  resumedAtMs: ms.exactOptional(),
};

const terms = parts<LeaseTerms>({
  leaseS: z.number(),
  idleS: z.number(),
  keepS: z.number(),
  limitS: z.number(),
});

/** What a run has in some phases; in which ones the schema of a pod says, as the type does. */
export const phaseParts: Shape<PhaseParts> = {
  candidates: z.array(offer).readonly(),
  waitUntilMs: ms,
  waiting: parts<PhaseParts["waiting"]>({ sinceMs: ms, lookedAtMs: ms }),
  givenUp,
  machine,
  liveAtMs: ms,
  use,
  warning,
  notice,
  isRotating: yes,
  lease: parts<PhaseParts["lease"]>({ renewedAtMs: ms, terms }),
  failure,
  stop,
  endedAtMs: ms,
  isClosed: yes,
  isBooked: yes,
  goneAtMs: ms,
};

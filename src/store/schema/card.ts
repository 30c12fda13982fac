import { z } from "zod";
import type { Action, Bar, Card, Field, StepLine } from "../../core/records/card.ts";
import type { Lock } from "../../core/records/pod-lock.ts";
import type { Inline } from "../../core/records/text.ts";
import type { Confirmation, Notice, PlacedCard } from "../../core/ports/store.ts";
import { person } from "./person.ts";
import { count, ms, parts, text, yes } from "./shape.ts";

const inline: z.ZodType<Inline> = z.union([
  text,
  z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("moment"), atMs: ms }),
    z.object({ kind: z.literal("person"), person }),
    z.object({ kind: z.literal("code"), text }),
    z.object({ kind: z.literal("strong"), text }),
    z.object({
      kind: z.literal("server-url"),
      base: text,
      lock: parts<Lock>({ podId: text, run: count, rotation: count }),
      path: text,
    }),
  ]),
]);
const line = z.array(inline).readonly();

const action = parts<Action>({
  label: text,
  commandLine: text,
  style: z.enum(["primary", "danger", "plain"]),
});

const stepLine = parts<StepLine>({
  title: text,
  state: z.enum(["done", "now", "next", "failed"]),
  elapsedMs: ms.exactOptional(),
  expectedMs: ms,
});

/** JSON has no number for what is none. */
const fraction = z.number().or(z.null().transform(() => 0));

const card = parts<Card>({
  key: text,
  teamId: text,
  onlyFor: person.exactOptional(),
  notify: person.exactOptional(),
  tone: z.enum(["working", "good", "warning", "bad", "quiet"]),
  outcome: z.enum(["open", "succeeded", "failed"]),
  title: text,
  lines: z.array(line).readonly(),
  fields: z
    .array(parts<Field>({ name: text, value: line }))
    .readonly()
    .exactOptional(),
  steps: z.array(stepLine).readonly().exactOptional(),
  bar: parts<Bar>({ fraction, label: text }).exactOptional(),
  actions: z.array(action).readonly().exactOptional(),
});

export const placedCard = parts<PlacedCard>({
  card,
  messageId: text.exactOptional(),
  delivered: text.exactOptional(),
  wanted: text.exactOptional(),
  isPostedAgain: yes.exactOptional(),
  shownAtMs: ms.exactOptional(),
  postedAtMs: ms.exactOptional(),
  abandoned: text.exactOptional(),
  noncesInDoubt: z.array(text).readonly().exactOptional(),
  replacedId: text.exactOptional(),
});

export const confirmation = parts<Confirmation>({
  person,
  commandLine: text,
  question: text,
  expiresAtMs: ms,
});

export const notice = parts<Notice>({
  atMs: ms,
  kind: z.enum(["command", "stranger"]),
  text,
  person: person.exactOptional(),
});

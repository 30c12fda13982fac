import { z } from "zod";
import type { Card } from "../core/records/card.ts";

const person = z.object({ platform: z.enum(["discord", "slack", "web"]), id: z.string(), name: z.string() });

const lock = z.object({ podId: z.string(), run: z.number(), rotation: z.number() });

const inline = z.union([
  z.string(),
  z.object({ kind: z.literal("moment"), atMs: z.number() }),
  z.object({ kind: z.literal("person"), person }),
  z.object({ kind: z.enum(["code", "strong"]), text: z.string() }),
  z.object({ kind: z.literal("server-url"), base: z.string(), lock, path: z.string() }),
]);

const line = z.array(inline);

const step = z.object({
  title: z.string(),
  state: z.enum(["done", "now", "next", "failed"]),
  elapsedMs: z.exactOptional(z.number()),
  expectedMs: z.number(),
});

const action = z.object({
  label: z.string(),
  commandLine: z.string(),
  style: z.enum(["primary", "danger", "plain"]),
});

const card: z.ZodType<Card> = z.object({
  key: z.string(),
  teamId: z.string(),
  onlyFor: z.exactOptional(person),
  notify: z.exactOptional(person),
  tone: z.enum(["working", "good", "warning", "bad", "quiet"]),
  outcome: z.enum(["open", "succeeded", "failed"]),
  title: z.string(),
  lines: z.array(line),
  fields: z.exactOptional(z.array(z.object({ name: z.string(), value: line }))),
  steps: z.exactOptional(z.array(step)),
  bar: z.exactOptional(z.object({ fraction: z.number(), label: z.string() })),
  actions: z.exactOptional(z.array(action)),
});

/** Answer to a command. */
export const commandAnswer = z.object({ reply: z.object({ card, acknowledgement: z.string() }) });

/** Answer to a command that was not taken. */
export const refusalAnswer = z.object({ error: z.string() });

/** Data of a `card` event. */
export const cardEvent = z.object({ card });

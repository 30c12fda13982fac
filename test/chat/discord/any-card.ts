import * as fc from "fast-check";
import type { Card } from "../../../src/core/records/card.ts";
import type { Inline, Person } from "../../../src/core/records/text.ts";

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.constantFrom(
    "@everyone",
    "<@100000000000000001>",
    "[a](https://b.c)",
    "**",
    "`",
    "",
    " ",
    "\u202E",
    "\uD800",
    "👩‍⚕️",
  ),
  fc
    .tuple(fc.string({ minLength: 1, maxLength: 3 }), fc.integer({ min: 1, max: 3000 }))
    .map(([part, times]) => part.repeat(times)),
);

const person: fc.Arbitrary<Person> = fc.record({
  platform: fc.constantFrom("discord", "slack", "web"),
  id: fc.oneof(fc.constantFrom("300000000000000001", "U123", ""), text),
  name: text,
});

const inline: fc.Arbitrary<Inline> = fc.oneof(
  text,
  fc.record({ kind: fc.constant("moment" as const), atMs: fc.integer({ min: 0, max: 4e12 }) }),
  fc.record({ kind: fc.constant("person" as const), person }),
  fc.record({ kind: fc.constantFrom("code" as const, "strong" as const), text }),
  fc.record({
    kind: fc.constant("server-url" as const),
    base: text,
    lock: fc.record({ podId: text, run: fc.nat(), rotation: fc.nat() }),
    path: text,
  }),
);

const line = fc.array(inline, { maxLength: 5 });

/** Any card that the types allow, with the texts that hurt. */
export const anyCard: fc.Arbitrary<Card> = fc.record(
  {
    key: text,
    teamId: text,
    notify: person,
    tone: fc.constantFrom("working", "good", "warning", "bad", "quiet"),
    outcome: fc.constantFrom("open", "succeeded", "failed"),
    title: text,
    lines: fc.array(line, { maxLength: 40 }),
    fields: fc.array(fc.record({ name: text, value: line }), { maxLength: 40 }),
    steps: fc.array(
      fc.record({
        title: text,
        state: fc.constantFrom("done", "now", "next", "failed"),
        elapsedMs: fc.nat(),
        expectedMs: fc.nat(),
      }),
      { maxLength: 40 },
    ),
    bar: fc.record({ fraction: fc.double(), label: text }),
    actions: fc.array(
      fc.record({ label: text, commandLine: text, style: fc.constantFrom("primary", "danger", "plain") }),
      { maxLength: 40 },
    ),
  },
  { requiredKeys: ["key", "teamId", "tone", "outcome", "title", "lines"] },
);

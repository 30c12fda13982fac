import { z } from "zod";

/** As many characters, embeds and buttons as Discord takes; its OpenAPI file does not hold these sums. */
const limits = { content: 2000, embedTexts: 6000, rows: 5, perRow: 5 } as const;

const text = z.string().default("");
const embedSchema = z.object({
  title: text,
  description: text,
  fields: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
});
const buttonSchema = z.object({ label: text, custom_id: z.string().optional(), url: z.string().optional() });
const messageSchema = z.object({
  content: text,
  embeds: z.array(embedSchema).default([]),
  components: z.array(z.object({ components: z.array(buttonSchema) })).default([]),
  flags: z.number().default(0),
});

/** What Discord's schema would let pass of a message. */
export function findMessageFaults(body: unknown): readonly string[] {
  const { content, embeds, components } = messageSchema.parse(body);
  const buttons = components.flatMap((row) => row.components);
  const ids = buttons.flatMap(({ custom_id: id }) => id ?? []);
  const texts = embeds.flatMap(({ title, description, fields }) => [
    title,
    description,
    ...fields.flatMap(({ name, value }) => [name, value]),
  ]);
  const filled = [
    ...embeds.flatMap(({ fields }) => fields.flatMap(({ name, value }) => [name, value])),
    ...buttons.map(({ label }) => label),
  ];
  const faults: readonly (readonly [boolean, string])[] = [
    [content.length > limits.content, "content too long"],
    [texts.join("").length > limits.embedTexts, "embeds too long in all"],
    [components.length > limits.rows, "too many rows"],
    [components.some((row) => row.components.length > limits.perRow), "too many buttons in a row"],
    [new Set(ids).size !== ids.length, "the same custom_id twice"],
    [filled.some((value) => value.trim() === ""), "an empty field or label"],
    [content.trim() === "" && embeds.length === 0 && buttons.length === 0, "an empty message"],
    [
      buttons.some(({ custom_id: id, url }) => (id === undefined) === (url === undefined)),
      "a button with neither or both of custom_id and url",
    ],
  ];
  return faults.filter(([isFault]) => isFault).map(([, fault]) => fault);
}

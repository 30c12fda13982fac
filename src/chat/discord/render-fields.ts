import type { APIEmbedField } from "discord.js";
import type { Field } from "../../core/records/card.ts";
import { discordWords } from "../../core/words/discord.ts";
import { fit, toPieces, visible } from "./markup.ts";

/** Discord's limits in characters, and in fields of one embed. */
const limits = { name: 256, value: 1024, fields: 25 } as const;

/** What the last field needs when not all are shown. */
const restRoom = 40;

/** Columns of names and values in at most `room` characters; those left out are counted in the last one. */
export function renderFields(fields: readonly Field[], room: number): APIEmbedField[] {
  const rendered: APIEmbedField[] = [];
  let left = room - restRoom;
  for (const [index, field] of fields.entries()) {
    const next = renderField(field);
    left -= next.name.length + next.value.length;
    const hasPlace = rendered.length < limits.fields - 1 || fields.length <= limits.fields;
    if (left < 0 || !hasPlace) return [...rendered, restOf(fields.length - index)];
    rendered.push(next);
  }
  return rendered;
}

function renderField({ name, value }: Field): APIEmbedField {
  return {
    name: visible(fit(toPieces([name]), limits.name)),
    value: visible(fit(toPieces(value), limits.value)),
    inline: true,
  };
}

function restOf(count: number): APIEmbedField {
  return { name: discordWords.more, value: discordWords.moreFields(count), inline: true };
}

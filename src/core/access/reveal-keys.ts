import type { Card } from "../records/card.ts";
import type { Keys } from "../ports/pod-keys.ts";
import type { Inline, Line } from "../records/text.ts";

/** The card as people see it: with the key in each URL. For the moment it leaves the bot; what is kept holds no key. */
export function revealCard(card: Card, keys: Keys): Card {
  const { lines, fields } = card;
  return {
    ...card,
    lines: lines.map((text) => revealLine(text, keys)),
    ...(fields === undefined
      ? {}
      : { fields: fields.map(({ name, value }) => ({ name, value: revealLine(value, keys) })) }),
  };
}

export function revealLine(text: Line, keys: Keys): Line {
  return text.map((part) => reveal(part, keys));
}

function reveal(part: Inline, keys: Keys): Inline {
  if (typeof part === "string" || part.kind !== "server-url") return part;
  return { kind: "code", text: `${part.base}/${keys.ofPeople(part.lock)}${part.path}` };
}

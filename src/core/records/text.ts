import type { Lock } from "./pod-lock.ts";

/** Text of a card, kept apart from any platform's markup: a renderer turns each part into its own. */
export type Inline =
  | string
  | { readonly kind: "moment"; readonly atMs: number }
  | { readonly kind: "person"; readonly person: Person }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "strong"; readonly text: string }
  /** An address with a key in it, which is put in only where the card leaves the bot (`revealCard`). */
  | { readonly kind: "server-url"; readonly base: string; readonly lock: Lock; readonly path: string };

export type Line = readonly Inline[];

/** Somebody who gave a command; `id` is the platform's own id, so a renderer can mention them there. */
export type Person = {
  readonly platform: Platform;
  readonly id: string;
  readonly name: string;
};

export type Platform = "discord" | "slack" | "web";

/** Builds a line from a template: `line\`stops ${moment(atMs)}\``; numbers are written as they are. */
export function line(strings: TemplateStringsArray, ...values: readonly (Inline | number)[]): Line {
  return strings
    .flatMap((text, index): Inline[] => {
      const value = values[index];
      return value === undefined ? [text] : [text, typeof value === "number" ? String(value) : value];
    })
    .filter((part) => part !== "");
}

/** A point in time that each reader sees relative to now and in their own zone. */
export function moment(atMs: number): Inline {
  return { kind: "moment", atMs };
}

export function mention(person: Person): Inline {
  return { kind: "person", person };
}

export function code(text: string): Inline {
  return { kind: "code", text };
}

export function strong(text: string): Inline {
  return { kind: "strong", text };
}

/** The line without markup, for terminals, notifications and screen readers; moments by `formatMoment`. */
export function plain(text: Line, formatMoment: (atMs: number) => string): string {
  return text
    .map((part) => {
      if (typeof part === "string") return part;
      if (part.kind === "moment") return formatMoment(part.atMs);
      if (part.kind === "server-url") return `${part.base}/…`;
      return part.kind === "person" ? part.person.name : part.text;
    })
    .join("");
}

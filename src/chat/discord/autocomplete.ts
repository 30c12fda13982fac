import type { CommandDefinition } from "../../commands/define.ts";

/** What somebody is typing into an option. */
export type Typing = {
  readonly path: readonly [string, string];
  readonly option: string;
  readonly text: string;
};

export type Completion = { readonly name: string; readonly value: string };

const limits = { completions: 25, characters: 100 } as const;

/** The option's suggestions that hold what is typed, those that begin with it first. */
export function complete(
  commands: readonly CommandDefinition[],
  { path, option, text }: Typing,
): Completion[] {
  const command = commands.find(
    (candidate) => candidate.path[0] === path[0] && candidate.path[1] === path[1],
  );
  const suggestions = command?.options.find(({ name }) => name === option)?.suggestions ?? [];
  const typed = text.trim().toLowerCase();
  return suggestions
    .filter(
      (suggestion) => suggestion.length <= limits.characters && suggestion.toLowerCase().includes(typed),
    )
    .toSorted((a, b) => Number(b.toLowerCase().startsWith(typed)) - Number(a.toLowerCase().startsWith(typed)))
    .slice(0, limits.completions)
    .map((value) => ({ name: value, value }));
}

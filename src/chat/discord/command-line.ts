import { writeLine } from "../../commands/line/parse-line.ts";

/** An option of an interaction as discord.js gives it; a subcommand is one that holds options. */
export type GivenOption = {
  readonly name: string;
  readonly value?: string | number | boolean;
  readonly options?: readonly GivenOption[];
};

/** The command as it would be typed, without the slash: `pod up gpu:"RTX 4090" idle:90m`. */
export function writeCommandLine(name: string, [subcommand]: readonly GivenOption[]): string {
  const words = (subcommand?.options ?? []).map(
    (option) => ({ kind: "option", name: option.name, value: String(option.value ?? "") }) as const,
  );
  return writeLine({ path: [name, subcommand?.name ?? ""], words });
}

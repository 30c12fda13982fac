/** An option of an interaction as discord.js gives it; a subcommand is one that holds options. */
export type GivenOption = {
  readonly name: string;
  readonly value?: string | number | boolean;
  readonly options?: readonly GivenOption[];
};

/** The command as it would be typed, without the slash: `pod up gpu:"RTX 4090" idle:90m`. */
export function writeCommandLine(name: string, options: readonly GivenOption[]): string {
  return [name, ...options.map(writeOption)].join(" ");
}

function writeOption({ name, value, options }: GivenOption): string {
  return value === undefined ? writeCommandLine(name, options ?? []) : `${name}:${quote(String(value))}`;
}

/** Quotes what the parser would otherwise take apart; inside quotes a backslash keeps quotes and backslashes. */
function quote(value: string): string {
  if (value !== "" && !/[\s":\\]/.test(value)) return value;
  return `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

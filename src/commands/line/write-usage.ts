import type { CommandDefinition } from "../define.ts";

/** How a command is typed, without its group, and with the value that needs no name: `keep <for>`. */
export function writeUsage({ path, options }: CommandDefinition): string {
  const positional = options.filter(({ isPositional }) => isPositional === true);
  return [path[1], ...positional.map(({ name }) => `<${name}>`)].join(" ");
}

import { parseArgs } from "node:util";
import { defined } from "../core/common/defined.ts";

export type SayArguments = {
  readonly line: string;
  readonly isJson: boolean;
  readonly confirms: boolean;
  readonly as?: string;
};

/** Undefined when the arguments are not those of `say`; words that came without quotes are one command. */
export function parseSayArguments(argv: readonly string[]): SayArguments | undefined {
  const parsed = parse(argv);
  const line = parsed?.positionals.join(" ").trim() ?? "";
  if (parsed === undefined || line === "") return undefined;
  const { json = false, yes = false, as } = parsed.values;
  return { line, isJson: json, confirms: yes, ...defined({ as }) };
}

function parse(argv: readonly string[]) {
  try {
    const options = { json: { type: "boolean" }, yes: { type: "boolean" }, as: { type: "string" } } as const;
    return parseArgs({ args: [...argv], allowPositionals: true, options });
  } catch {
    // Whatever is wrong, the answer is the one sentence on usage.
    return undefined;
  }
}

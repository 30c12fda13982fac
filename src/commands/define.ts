import type { Invocation, Reply } from "../core/records/invocation.ts";
import type { CommandContext } from "./context.ts";

/** One option, defined once: registration, parsing, completion, help and the docs come from it. */
export type OptionDefinition = {
  readonly name: string;
  readonly summary: string;
  readonly type: "text" | "integer" | "number" | "boolean" | "duration" | "clock";
  /** The value may be given without the option's name, for one option of a command: `/pod keep 2h`. */
  readonly isPositional?: true;
  /** Of a text, in characters. @default 300 */
  readonly maxLength?: number;
  /** The only values there are. */
  readonly choices?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  /** Values offered while typing; others are allowed too. */
  readonly suggestions?: readonly string[];
};

/** Parsed options; a duration is in milliseconds, a time of day is the text `HH:MM`. */
export type OptionValues = Readonly<Record<string, string | number | boolean>>;

/** A command as everybody sees it, without what it does. */
export type CommandDefinition = {
  /** `/pod up` is `["pod", "up"]`; the first word is the slash command that platforms register. */
  readonly path: readonly [string, string];
  readonly summary: string;
  readonly options: readonly OptionDefinition[];
  /** Not registered and not in the help: reached by buttons only. */
  readonly isHidden?: boolean;
};

export type Call = {
  readonly invocation: Invocation;
  readonly options: OptionValues;
  /** Runs another command in its place, as a confirmation does. */
  run(again: Invocation): Promise<Reply>;
};

export type Command = CommandDefinition & {
  /**
   * Whether who gives it uses the team's pod: it changes something of the pod or begins work on it. What only asks or shows
   * is no use, and neither is a stop. By the options where some change something and others only ask.
   */
  readonly isUse: boolean | ((options: OptionValues) => boolean);
  /** The question that the same person must answer with a button first; absent or undefined: none. */
  confirm?(call: Call, context: CommandContext): Promise<string | undefined>;
  run(call: Call, context: CommandContext): Promise<Reply>;
};

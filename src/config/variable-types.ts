import { z } from "zod";
import { parseDuration } from "../core/common/duration.ts";
import { UserFacingError } from "../core/common/errors.ts";
import { configWords } from "../core/words/config.ts";
import { type Login, readLogins } from "./read-logins.ts";

/** A URL of one of these schemes, such as `https:`. */
export function url(schemes: readonly string[]): z.ZodString {
  const isUrl = (text: string): boolean => URL.canParse(text) && schemes.includes(new URL(text).protocol);
  return z.string().refine(isUrl, configWords.url(schemes));
}

/** An address with places for a pod's id and port. */
export function proxyUrl(): z.ZodType<string, string> {
  return z
    .string()
    .refine(isProxyUrl, configWords.proxyUrl())
    .transform((text) => text.replace(/\/$/u, ""));
}

function isProxyUrl(text: string): boolean {
  const hasPlaces = text.includes("{pod}") && text.includes("{port}");
  const example = text.replace("{pod}", "k7").replace("{port}", "8000");
  return hasPlaces && /^https?:\/\//u.test(example) && URL.canParse(example);
}

/** The file's logins, or each of its faults. */
export function logins(): z.ZodType<readonly Login[], string> {
  return z.string().transform((file, check) => {
    const found = readLogins(file);
    for (const message of found.faults) check.addIssue({ code: "custom", message });
    return found.faults.length === 0 ? found.logins : z.NEVER;
  });
}

/** A number without a fraction, in these bounds. */
export function whole(least: number, most: number, fault: string): z.ZodType<number, string> {
  return z
    .string()
    .regex(/^\d{1,9}$/u, fault)
    .transform(Number)
    .refine((value) => value >= least && value <= most, fault);
}

/** In milliseconds, of a text such as 90m; at least so long. */
export function duration(minMs: number): z.ZodType<number, string> {
  return z.string().transform((text, check) => {
    const ms = parseDuration(text);
    if (ms !== undefined && ms >= minMs) return ms;
    check.addIssue({ code: "custom", message: configWords.duration(minMs) });
    return z.NEVER;
  });
}

/** A setting with the same rules as the option of a command. */
export function read<T>(reader: (text: string) => T): z.ZodType<T, string> {
  return z.string().transform((text, check) => {
    try {
      return reader(text);
    } catch (error) {
      if (!(error instanceof UserFacingError)) throw error;
      check.addIssue({ code: "custom", message: configWords.asOption(error.userMessage) });
      return z.NEVER;
    }
  });
}

import { readFileSync } from "node:fs";
import { configWords } from "../core/words/config.ts";
import { createSecret, type Secret } from "./secret.ts";

/** A person's own login at the team's pods. */
export type Login = { readonly name: string; readonly password: Secret };

/** What a file of logins holds, and what is wrong in it, one sentence each. */
export type FoundLogins = { readonly logins: readonly Login[]; readonly faults: readonly string[] };

const password = { min: 8, max: 200 } as const;

/** Reads a file with `name:password` in each line; empty lines and those that begin with # are passed over. */
export function readLogins(file: string): FoundLogins {
  const text = readText(file);
  if (text === undefined) return { logins: [], faults: [configWords.loginsUnread()] };
  const logins: Login[] = [];
  const faults: string[] = [];
  for (const [index, line] of text.split(/\r?\n/u).entries()) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    const found = readLogin(line);
    if (found === undefined) faults.push(configWords.badLogin(index + 1));
    else if (logins.some(({ name }) => name === found.name)) faults.push(configWords.loginTwice(index + 1));
    else logins.push(found);
  }
  return { logins, faults };
}

function readLogin(line: string): Login | undefined {
  const [, name, secret = ""] = /^([\w.-]{1,40}):(.*)$/u.exec(line) ?? [];
  const isLongEnough = secret.length >= password.min && secret.length <= password.max;
  return name !== undefined && isLongEnough ? { name, password: createSecret(secret) } : undefined;
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    // Whatever keeps it from being read, the sentence is the same and its path is a setting, which is not repeated.
    return undefined;
  }
}

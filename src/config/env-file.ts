import { existsSync } from "node:fs";
import { ConfigError } from "./read-config.ts";
import { configWords } from "../core/words/config.ts";

/** Adds the settings in a file, where there is one, to the environment; what is set there already stays. @throws ConfigError */
export function loadEnvFile(file = ".env"): void {
  if (!existsSync(file)) return;
  try {
    process.loadEnvFile(file);
  } catch {
    // Node names no cause that helps: it says of a file without rights that there is none.
    throw new ConfigError([configWords.envFileUnread()]);
  }
}

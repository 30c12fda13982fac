import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

// A bot at rest holds all that it has loaded in memory, so what not every bot needs is loaded by `import()`.

const root = path.resolve(import.meta.dirname, "../../src");

/** The packages that a file brings in at once, with all that it imports. */
function packagesOf(file: string, seen: Set<string> = new Set()): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = readFileSync(file, "utf8");
  for (const [, name = ""] of text.matchAll(
    /^(?:import|export)\s(?!type\s)(?:[^"';]*?\sfrom\s)?"([^"]+)"/gm,
  )) {
    if (name.startsWith(".")) packagesOf(path.resolve(path.dirname(file), name), seen);
    else seen.add(name);
  }
  return seen;
}

test.each([
  ["discord.js", "chat/discord/bot.ts"],
  ["@slack/bolt", "chat/slack/bot.ts"],
  ["ssh2", "bot/open-runpod.ts"],
  ["node-ssh", "bot/open-runpod.ts"],
])("%s is loaded with %s, and not by a bot where that is not configured", (name, file) => {
  const atStart = packagesOf(path.join(root, "main.ts"));

  expect(packagesOf(path.join(root, file))).toContain(name);
  expect(atStart).toContain("bullmq");
  expect(atStart).not.toContain(name);
});

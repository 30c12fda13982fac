import { randomUUID } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { parseJson } from "../core/common/parse-json.ts";

/** Where a running bot is spoken to. */
export type BotAddress = { readonly url: string; readonly token: string };

const addressFile = z.object({ url: z.url({ protocol: /^http$/, hostname: /^127\.0\.0\.1$/ }) });

/** Leaves word in the data folder of where the bot's page is, for `say`. */
export async function writeBotAddress(home: string, url: string): Promise<void> {
  const file = path.join(home, "web.json");
  const temporary = `${file}.${randomUUID()}`;
  await writeFile(temporary, `${JSON.stringify({ url })}\n`, { mode: 0o600 });
  await rename(temporary, file);
}

/** Reads where the bot of this data folder is; undefined when it was never started or its files can't be read. */
export async function findBot(home: string): Promise<BotAddress | undefined> {
  const texts = await Promise.all(["web.json", "web-token"].map((name) => readText(path.join(home, name))));
  const [address, token] = texts;
  if (address === undefined || token === undefined) return undefined;
  const parsed = addressFile.safeParse(parseJson(address));
  return parsed.success ? { url: parsed.data.url, token: token.trim() } : undefined;
}

/** A file that is missing or not ours to read comes to the same: there is no bot to find by it. */
async function readText(file: string): Promise<string | undefined> {
  return readFile(file, "utf8").catch(() => undefined);
}

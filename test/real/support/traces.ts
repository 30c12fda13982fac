import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { findBot } from "../../../src/say/bot-files.ts";
import type { Team } from "./team.ts";

/** Everything that the bot has left or sent somewhere, by the place. */
export type Traces = ReadonlyMap<string, string>;

/** What is there to hold a secret: the keys themselves, and the pods' own disks. */
const secretFiles = /^(?:web-token|gate-secret|ssh-key|host-keys|pods\/[^/]+\/workspace)(?:\/|$)/;

/**
 * What went to the chats and the page, and all files of the data folder: the log, and every change of Redis, which it
 * writes to its disk as it was sent.
 */
export async function collectTraces({ discord, slack, home }: Team): Promise<Traces> {
  const files = await readdir(home, { recursive: true, withFileTypes: true });
  const paths = files
    .filter((file) => file.isFile())
    .map((file) => path.join(file.parentPath, file.name))
    .filter((file) => !secretFiles.test(path.relative(home, file)));
  const contents = paths.map(
    async (file) => [path.relative(home, file), await readFile(file, "latin1")] as const,
  );
  return new Map([
    ["Discord", JSON.stringify(discord.requests)],
    ["page", await readPage(home)],
    ["Slack", JSON.stringify(slack.requests.map(({ method, args }) => ({ method, args })))],
    ...(await Promise.all(contents)),
  ]);
}

/** All cards as the web page gets them, up to the event that says that these were all. */
async function readPage(home: string): Promise<string> {
  const bot = await findBot(home);
  const headers = { authorization: `Bearer ${bot?.token}` };
  const { body } = await fetch(`${bot?.url}/api/cards`, { headers });
  let events = "";
  for await (const text of (body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
    events += text;
    if (events.includes("event: ready")) break;
  }
  return events;
}

/** Where which of the texts was found, in any case. */
export function findIn(traces: Traces, texts: Readonly<Record<string, string>>): readonly string[] {
  return [...traces].flatMap(([place, trace]) => {
    const searched = trace.toLowerCase();
    return Object.entries(texts)
      .filter(([, text]) => searched.includes(text.toLowerCase()))
      .map(([what]) => `${what} in ${place}`);
  });
}

import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

type Contract = { readonly file: string; readonly url: string };

const contracts: readonly Contract[] = [
  { file: "runpod-openapi-v2.json", url: "https://api.runpod.io/v2/openapi.json" },
  {
    file: "discord-openapi.json",
    url: "https://raw.githubusercontent.com/discord/discord-api-spec/main/specs/openapi.json",
  },
];

const TIMEOUT_MS = 60_000;
const folder = path.resolve(import.meta.dirname, "../contracts");

/** The publisher's text when it is an OpenAPI document; a captive portal's page is not one. */
async function download(url: string): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error(`it answered ${response.status}`);
  const text = await response.text();
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed !== "object" || parsed === null || !("openapi" in parsed)) {
    throw new Error("its answer is no OpenAPI document");
  }
  return text;
}

/** What fetch hides behind "fetch failed" lies in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

async function store({ file, url }: Contract): Promise<boolean> {
  try {
    const text = await download(url);
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, file), text);
    console.log(`contracts/${file}: fetched from ${url} (${Math.round(text.length / 1024)} KiB).`);
    return true;
  } catch (error) {
    console.error(`contracts/${file}: ${url} could not be read (${reasonOf(error)}).`);
    return false;
  }
}

const stored = await Promise.all(contracts.map(store));
process.exitCode = stored.every(Boolean) ? 0 : 1;

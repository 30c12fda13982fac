import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import path from "node:path";
import { text } from "node:stream/consumers";
import { vi } from "vitest";
import { z } from "zod";
import { createPodBench, putFakeServer, type PodBench } from "../pod-bench.ts";

export const key = "the-key-of-the-people-0123456789";
export const botKey = "the-key-of-the-bot-0123456789abc";
export const nothingHere = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
const patience = { timeout: 20_000, interval: 50 };

const requestSchema = z.object({
  line: z.string(),
  headers: z.record(z.string(), z.string()),
  sha256: z.string(),
  /** Of a form, null of anything else. */
  parts: z
    .array(
      z.object({
        name: z.string(),
        filename: z.string().nullable(),
        length: z.number(),
        sha256: z.string(),
      }),
    )
    .nullable(),
});

const pidSchema = z.object({ pid: z.number() });

/** A gate with the stand-in for MONAI Label behind it, which has answered already. */
export type GateBench = PodBench & {
  readonly port: number;
  readonly url: string;
  /** Sends these very bytes and returns all that comes back until the gate ends the connection. */
  send(request: string | Buffer): Promise<string>;
  /** The same for a whole request after which the connection is to end. */
  ask(line: string, headers?: readonly string[], body?: string): Promise<string>;
  /** What reached the server, oldest first. */
  passed(): readonly z.infer<typeof requestSchema>[];
  lines(): readonly string[];
  activity(): Promise<Readonly<Record<string, unknown>>>;
  /** The process id of the gate. */
  pid(): number;
  /** Writes gate.json, with other keys or logins. */
  lock(settings?: Readonly<Record<string, unknown>>): void;
};

export type GateOptions = {
  /** How the stand-in acts. @default serve */
  readonly conf?: Readonly<Record<string, string>>;
  /** Whether to wait until the server answers. @default true */
  readonly isAwaited?: boolean;
  /** What its programs get beside the test's own environment. */
  readonly environment?: Readonly<Record<string, string>>;
};

export async function openGate({
  conf = { act: "serve" },
  isAwaited = true,
  environment = {},
}: GateOptions = {}): Promise<GateBench> {
  const bench = createPodBench(environment);
  const port = await putFakeServer(bench, conf);
  const gate: GateBench = {
    ...bench,
    port,
    url: `http://127.0.0.1:${port}/${key}`,
    send: (request) => sendTo(port, request),
    ask: (line, headers = [], body = "") =>
      sendTo(
        port,
        [`${line} HTTP/1.1`, "Host: pod.example", "Connection: close", ...headers, "", body].join("\r\n"),
      ),
    passed: () => readRequests(path.join(bench.home, "requests.jsonl")),
    lines: () => gate.passed().map(({ line }) => line),
    pid: () =>
      pidSchema.parse(JSON.parse(readFileSync(path.join(bench.home, "server.pid.json"), "utf8"))).pid,
    activity: async () => (await bench.run("server.py", "activity")).json,
    lock: (settings = {}) =>
      bench.write(
        "gate.json",
        JSON.stringify({
          people: sha256(key),
          bot: sha256(botKey),
          origin: `http://127.0.0.1:${port}`,
          logins: {},
          ...settings,
        }),
      ),
  };
  gate.lock();
  await bench.run("server.py", "start");
  try {
    if (isAwaited) await vi.waitFor(() => answers(gate), patience);
    return gate;
  } catch (error) {
    // Nobody else has it to end it.
    await gate[Symbol.asyncDispose]();
    throw error;
  }
}

async function answers(gate: GateBench): Promise<void> {
  const answer = await gate.ask(`GET /${key}/info/`);
  if (!answer.includes(" 200 ")) throw new Error(`the server does not answer yet:\n${answer}`);
}

export function sha256(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

/** Sends these very bytes, and returns all that comes back until the other side ends the connection. */
export async function sendTo(port: number, request: string | Buffer): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.write(request);
  return text(socket);
}

function readRequests(file: string): readonly z.infer<typeof requestSchema>[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "");
  return lines.map((line) => requestSchema.parse(JSON.parse(line)));
}

import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { listenOnLoopback } from "../../support/listen.ts";
import { python } from "../pod-bench.ts";
import { answering } from "../../support/answering.ts";

export const watchdog = path.join(import.meta.dirname, "../../../pod/watchdog.py");

export const podKey = "the-key-of-the-pod-0123456789abcdef";
export const podId = "abc123pod";
export const patience = { timeout: 15_000, interval: 20 };

const stateSchema = z.object({
  startId: z.string().nullable(),
  use: z.enum(["used", "unused", "unknown"]),
  atEpochS: z.number(),
  leaseLeftS: z.number(),
  limitLeftS: z.number(),
  keepLeftS: z.number(),
  idleS: z.number(),
  unusedForS: z.number(),
});

/** In seconds, as in a lease. */
export type Terms = {
  readonly leaseS: number;
  readonly idleS: number;
  readonly keepS: number;
  readonly limitS: number;
};

/** With a bot that is there. */
export const attended: Terms = { leaseS: 1000, idleS: 0, keepS: 0, limitS: 5000 };
/** The bot is silent, so the pod ends at the first look without use. */
export const abandoned: Terms = { ...attended, leaseS: 0 };

export type Question = {
  /** Such as "POST /graphql". */
  readonly line: string;
  readonly key: string | undefined;
  readonly userAgent: string | undefined;
  readonly body: unknown;
};

type Answer = {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

/** RunPod, as far as a pod can ask it to be stopped. */
export type RunPodStops = AsyncDisposable & {
  readonly url: string;
  readonly questions: readonly Question[];
  /** The way of each question: `action`, `graphql` or what else was asked for. */
  ways(): readonly string[];
  /** How a way is answered; 500 as long as nothing is said. */
  answer(way: string, answer: Answer): void;
};

export type Child = {
  readonly pid: number;
  /** All that it wrote. */
  output(): string;
  /** Its exit code, or the signal that ended it; undefined while it runs. */
  exit(): number | string | undefined;
  kill(name: NodeJS.Signals): void;
  /** Resolves when it has ended, by a signal that nobody can refuse. */
  end(): Promise<void>;
};

export type WatchdogBench = AsyncDisposable & {
  readonly folder: string;
  /** Where the gate writes, once it is made. */
  readonly home: string;
  readonly leaseFile: string;
  readonly runpod: RunPodStops;
  run(argv: readonly string[], environment: Readonly<Record<string, string>>): Child;
  /** The watchdog as the container's command starts it. */
  start(terms: Terms | undefined, options?: StartOptions): Child;
  /** As the bot does, with another number each time. */
  renew(terms: Terms): void;
  writeLease(content: string): void;
  /** What the watchdog keeps for its next life; undefined before it is there. */
  state(): z.infer<typeof stateSchema> | undefined;
  writeState(state: Readonly<Record<string, unknown>>): void;
  log(): string;
  /** What a gate that runs has noted; this test's own process stands in for it. */
  noteUse(state: Readonly<Record<string, unknown>>): void;
  /** Makes this folder the one where the gate writes. */
  linkHome(folder: string): void;
  /** A runpodctl that knows these words only. */
  putRunpodctl(words: string): void;
  runpodctlCalls(): readonly string[];
};

export type StartOptions = {
  readonly environment?: Readonly<Record<string, string>>;
  readonly argv?: readonly string[];
  /** @default pod/watchdog.py */
  readonly program?: string;
};

export async function createWatchdogBench(): Promise<WatchdogBench> {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "labelpod-watchdog-")));
  const [home, leaseFile] = [path.join(folder, "workspace/labelpod"), path.join(folder, "run/lease.json")];
  const [bin, calls] = [path.join(folder, "bin"), path.join(folder, "runpodctl-calls")];
  mkdirSync(path.dirname(leaseFile));
  mkdirSync(bin);
  const runpod = await openRunPodStops();
  const children: Child[] = [];
  let renewal = 0;

  const bench: WatchdogBench = {
    folder,
    home,
    leaseFile,
    runpod,
    run(argv, environment) {
      const child = startChild(argv, { PATH: `${bin}:/usr/bin:/bin`, ...environment });
      children.push(child);
      return child;
    },
    start(terms, { environment = {}, argv = [], program = watchdog } = {}) {
      const options = ["--workspace", path.dirname(home), "--lease-file", leaseFile, ...argv];
      return bench.run([program, ...options], {
        LABELPOD_WATCHDOG_TICK_S: "0.02",
        LABELPOD_WATCHDOG_RETRY_S: "0.02",
        // On a pod of this machine logins say nothing, and whoever runs these tests may be logged in.
        LABELPOD_POD: "a pod of this test",
        RUNPOD_POD_ID: podId,
        RUNPOD_API_KEY: podKey,
        LABELPOD_API_URL: `${runpod.url}/v2`,
        LABELPOD_GRAPHQL_URL: `${runpod.url}/graphql`,
        // Nothing listens there.
        http_proxy: "http://127.0.0.1:1",
        ...(terms === undefined ? {} : { LABELPOD_LEASE: JSON.stringify(terms) }),
        ...environment,
      });
    },
    renew(terms) {
      renewal += 1;
      bench.writeLease(JSON.stringify({ renewal, ...terms, memo: { teamId: "team" } }));
    },
    writeLease: (content) => writeWhole(leaseFile, content),
    state() {
      const content = readText(`${leaseFile}.state.json`);
      return content === "" ? undefined : stateSchema.parse(JSON.parse(content));
    },
    writeState: (state) => writeWhole(`${leaseFile}.state.json`, JSON.stringify(state)),
    log: () => readText(`${leaseFile}.log`),
    noteUse(state) {
      mkdirSync(home, { recursive: true });
      const gate = { pid: process.pid, startTicks: startTicks(process.pid) };
      writeWhole(path.join(home, "server.pid.json"), JSON.stringify(gate));
      const noted = { atEpochS: Math.floor(Date.now() / 1000), ...state };
      writeWhole(path.join(home, "gate.state.json"), JSON.stringify(noted));
    },
    linkHome(target) {
      mkdirSync(path.dirname(home));
      symlinkSync(target, home);
    },
    putRunpodctl(words) {
      const file = path.join(bin, "runpodctl");
      const lines = [
        "#!/bin/sh",
        `echo "\${RUNPOD_API_KEY:+with key:} $*" >>'${calls}'`,
        `[ "$1 $2" = '${words}' ]`,
      ];
      writeFileSync(file, `${lines.join("\n")}\n`);
      chmodSync(file, 0o755);
    },
    runpodctlCalls: () => readText(calls).split("\n").filter(Boolean),
    async [Symbol.asyncDispose]() {
      await Promise.all(children.map(async (child) => child.end()));
      await runpod[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, maxRetries: 5 });
    },
  };
  return bench;
}

export const actionPath = `/v2/pods/${podId}/action`;
const waysByPath = new Map([
  [actionPath, "action"],
  ["/graphql", "graphql"],
]);

async function openRunPodStops(): Promise<RunPodStops> {
  const questions: Question[] = [];
  const answers = new Map<string, Answer>();
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const question = await readQuestion(request);
    questions.push(question);
    const { status, body, headers } = answers.get(wayOf(question)) ?? { status: 500 };
    response.writeHead(status, headers).end(body === undefined ? "" : JSON.stringify(body));
  };
  const server = createServer(answering(respond));
  const listening = await listenOnLoopback(server);
  return {
    url: `http://127.0.0.1:${listening.port}`,
    questions,
    ways: () => questions.map(wayOf),
    answer: (way, answer) => void answers.set(way, answer),
    [Symbol.asyncDispose]: () => listening[Symbol.asyncDispose](),
  };
}

async function readQuestion(request: IncomingMessage): Promise<Question> {
  const body: unknown = JSON.parse(await text(request));
  const { authorization: key, "user-agent": userAgent } = request.headers;
  return { line: `${request.method} ${request.url}`, key, userAgent, body };
}

function wayOf({ line }: Question): string {
  const asked = line.replace("POST ", "");
  return waysByPath.get(asked) ?? asked;
}

/** All that the watchdog has left where somebody else could read it. */
export function readTold({ leaseFile }: WatchdogBench, child: Child): string {
  const folder = path.dirname(leaseFile);
  const names = readdirSync(folder).filter((name) => !name.endsWith(".partial"));
  const files = names.map((name) => readFileSync(path.join(folder, name), "utf8"));
  return [child.output(), readFileSync(`/proc/${child.pid}/cmdline`, "utf8"), ...files].join("\n");
}

/** The watchdog's notes without their times. */
export function notesOf(bench: WatchdogBench): readonly string[] {
  const lines = bench.log().split("\n").filter(Boolean);
  return lines.map((line) => line.replace(/^\d+ /, ""));
}

export function isRunning(pid: number): boolean {
  return existsSync(`/proc/${pid}`) && !/\) [ZX] /.test(readText(`/proc/${pid}/stat`));
}

function startChild(argv: readonly string[], environment: Readonly<Record<string, string>>): Child {
  const child = spawn(python, argv, {
    env: { ...environment, PYTHONDONTWRITEBYTECODE: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => output.push(String(chunk)));
  if (child.pid === undefined) throw new Error("no process");
  // From then on all of its output is there.
  let isClosed = false;
  const closed = once(child, "close").then(() => (isClosed = true));
  return {
    pid: child.pid,
    output: () => output.join(""),
    exit: () => (isClosed ? (child.exitCode ?? child.signalCode ?? undefined) : undefined),
    kill: (name) => void child.kill(name),
    async end() {
      child.kill("SIGKILL");
      await closed;
    },
  };
}

/** As the bot and the gate write: whoever reads finds the old one or the new one. */
function writeWhole(file: string, content: string): void {
  writeFileSync(`${file}.new`, content);
  renameSync(`${file}.new`, file);
}

function readText(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

function startTicks(pid: number): number {
  const fields = readText(`/proc/${pid}/stat`)
    .replace(/^.*\) /s, "")
    .split(" ");
  return Number(fields[19]);
}

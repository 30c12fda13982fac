import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, open, readFile, rm, writeFile } from "node:fs/promises";
import { get, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { z } from "zod";
import { fillCache, podPython } from "../test/real/support/cache.ts";
import { findFreePorts } from "../test/twins/ssh-pod/free-ports.ts";
import { type Figure, median, SkippedError } from "./figures.ts";
import { startNginx } from "./nginx.ts";

const run = promisify(execFile);
const server = path.resolve(import.meta.dirname, "../pod/server.py");
const key = "the-key-of-the-benchmark-0123456";
const fileMib = 512;
/** The ways take turns, since the machine may have more to give at one moment than at the next. */
const rounds = 7;
const smallCalls = 60;

/** The same server by three ways. */
type Ways = { readonly direct: Way; readonly gate: Way; readonly nginx: Way | undefined };

type Way = { readonly url: string; readonly socket?: string };

/**
 * What the gate costs: the throughput of a large file each way as a share of what the server gives without it, and the time
 * that it adds to a small call. nginx in its place is measured in the same round, so that all meet the same load.
 * @throws SkippedError where MONAI Label can't be installed
 */
export async function measureGate(): Promise<readonly Figure[]> {
  if (process.platform !== "linux") throw new SkippedError("pods on this machine need Linux.");
  await fillCache();
  const home = await mkdtemp(path.join(tmpdir(), "labelpod-bench-"));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rm(home, { recursive: true, force: true }));
  const file = path.join(home, "large.bin");
  await writeLarge(file);
  const gatePort = await prepare(home, file);
  await run("python3", [server, "start", "--home", home]);
  stack.defer(async () => {
    await run("python3", [server, "stop", "--home", home]);
  });
  const socket = await untilUp(home);
  const nginx = await startNginx(home, socket, key);
  if (nginx !== undefined) stack.use(nginx);
  const ways = {
    direct: { url: "http://server", socket },
    gate: { url: `http://127.0.0.1:${gatePort}/${key}` },
    nginx: nginx && { url: nginx.url },
  };
  return [...(await measureFiles(ways, file)), ...(await measureCalls(ways))];
}

async function measureFiles(ways: Ways, file: string): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const [name, load] of [
    ["download", (way: Way) => download(way)],
    ["upload", (way: Way) => upload(way, file)],
  ] as const) {
    const shares: { gate: number[]; nginx: number[] } = { gate: [], nginx: [] };
    const speeds: number[] = [];
    // The first one also reads the file from the disk.
    await load(ways.direct);
    for (let round = 0; round < rounds; round += 1) {
      const direct = await load(ways.direct);
      speeds.push(direct);
      shares.gate.push((100 * (await load(ways.gate))) / direct);
      if (ways.nginx !== undefined) shares.nginx.push((100 * (await load(ways.nginx))) / direct);
    }
    figures.push(
      { name: `${name} of ${fileMib} MiB, direct, per second`, value: median(speeds), unit: "MB" },
      { name: `${name} through the gate, of that`, value: median(shares.gate), unit: "%", atLeast: 80 },
      ...(shares.nginx.length === 0
        ? []
        : [{ name: `${name} through nginx, of that`, value: median(shares.nginx), unit: "%" } as const]),
    );
  }
  return figures;
}

/** The three ways take turns call by call. */
async function measureCalls({ direct, gate, nginx }: Ways): Promise<readonly Figure[]> {
  const added: { gate: number[]; nginx: number[] } = { gate: [], nginx: [] };
  for (let call = 0; call < smallCalls; call += 1) {
    const plainMs = await timeCall(direct);
    added.gate.push((await timeCall(gate)) - plainMs);
    if (nginx !== undefined) added.nginx.push((await timeCall(nginx)) - plainMs);
  }
  return [
    { name: "added to a small call by the gate", value: median(added.gate), unit: "ms", aim: 5 },
    ...(nginx === undefined
      ? []
      : [{ name: "added to a small call by nginx", value: median(added.nginx), unit: "ms" } as const]),
  ];
}

/** In MB a second; curl, because it takes least of the machine for itself. */
async function download(way: Way): Promise<number> {
  return curl(way, "/datastore/image", ["--write-out", "%{speed_download}"]);
}

async function upload(way: Way, file: string): Promise<number> {
  const quiet = ["--write-out", "%{speed_upload}", "--header", "Expect:"];
  return curl(way, "/datastore/label", [...quiet, "--request", "PUT", "--form", `label=@${file}`]);
}

async function curl({ url, socket }: Way, target: string, options: readonly string[]): Promise<number> {
  const by = socket === undefined ? [] : ["--unix-socket", socket];
  const quiet = ["--silent", "--fail", "--noproxy", "*", "--output", "/dev/null", ...by];
  const { stdout } = await run("curl", [...quiet, ...options, url + target]);
  return Number(stdout) / 1e6;
}

/** On a connection of its own, as 3D Slicer calls. */
async function timeCall({ url, socket }: Way): Promise<number> {
  const beganAtMs = performance.now();
  const how = { agent: false, ...(socket === undefined ? {} : { socketPath: socket }) } as const;
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  get(`${url}/info/`, how, resolve).once("error", reject);
  const answer = await promise;
  await buffer(answer);
  if (answer.statusCode !== 200) throw new Error(`the server answers ${answer.statusCode}`);
  return performance.now() - beganAtMs;
}

async function writeLarge(file: string): Promise<void> {
  await using handle = await open(file, "w");
  const block = Buffer.alloc(1024 * 1024, "labelpod");
  for (let mib = 0; mib < fileMib; mib += 1) await handle.write(block);
}

/** A pod's folder whose environment starts the benchmark's own server. */
async function prepare(home: string, file: string): Promise<number> {
  const python = path.join(home, "venv/bin/python");
  await mkdir(path.dirname(python), { recursive: true });
  const modules = path.join(import.meta.dirname, "gate");
  await writeFile(python, `#!/bin/sh\nPYTHONPATH='${modules}' exec '${podPython}' "$@"\n`);
  await chmod(python, 0o755);
  const [port = 0] = await findFreePorts(1);
  const digest = createHash("sha256").update(key).digest("hex");
  const settings = { host: "127.0.0.1", port, models: ["deepedit"], studies: file };
  const gate = { people: digest, bot: "0".repeat(64), origin: `http://127.0.0.1:${port}`, logins: {} };
  await writeFile(path.join(home, "server.json"), JSON.stringify(settings));
  await writeFile(path.join(home, "gate.json"), JSON.stringify(gate));
  return port;
}

const stateSchema = z.object({ server: z.object({ state: z.string(), socket: z.string() }) });

async function untilUp(home: string): Promise<string> {
  const file = path.join(home, "gate.state.json");
  for (let looks = 0; looks < 300; looks += 1) {
    const text = existsSync(file) ? await readFile(file, "utf8") : "{}";
    const { data } = stateSchema.safeParse(JSON.parse(text));
    if (data?.server.state === "running") return data.server.socket;
    await wait(200);
  }
  throw new Error("the server behind the gate did not come up within a minute");
}

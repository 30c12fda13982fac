import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { z } from "zod";
import { listenOnLoopback } from "./listen.ts";
import { createTrainTable, type TrainTable } from "./monai-train-table.ts";
import { readRecording, type Recording } from "./monai-recordings.ts";
import type { SelfSigned } from "./self-signed.ts";
import { answering } from "./answering.ts";

/** How the server goes wrong, each as seen on a real one. */
export type MonaiFault = "hang" | "500" | "page" | "reset" | "huge" | "redirect";

export type RecordingsServer = AsyncDisposable & {
  readonly url: string;
  /** What was asked for, with method, path and query. */
  readonly asked: readonly string[];
  readonly trainings: TrainTable;
  /** The next call whose method and path begin like this goes wrong. */
  failNext(route: string, fault: MonaiFault): void;
  /** Changes what `/info/` says. */
  setInfo(change: (info: Record<string, unknown>) => Record<string, unknown>): void;
};

const parameters = z.record(z.string(), z.unknown());
const patient = "Traceback for Doe^John /studies/doe_john.nii.gz";

/** Answers as recorded, with as much state as a training needs; below `prefix` when one is given, by TLS with `tls`. */
export async function startRecordingsServer(prefix = "", tls?: SelfSigned): Promise<RecordingsServer> {
  const trainings = createTrainTable();
  const asked: string[] = [];
  const faults: { route: string; fault: MonaiFault }[] = [];
  let info = readRecording("info");

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asks = `${request.method ?? ""} ${request.url ?? ""}`.replace(` ${prefix}/`, " /");
    asked.push(asks);
    const index = faults.findIndex((planned) => asks.startsWith(planned.route));
    const [fault] = index === -1 ? [] : faults.splice(index, 1);
    if (fault !== undefined) {
      goWrong(fault.fault, response);
      return;
    }
    const isBelow = request.url?.startsWith(`${prefix}/`) === true;
    const found = isBelow ? await serve(asks, request) : { status: 404, body: { detail: "Not Found" } };
    send(response, found);
  }

  async function serve(asks: string, request: IncomingMessage): Promise<{ status: number; body: unknown }> {
    const { pathname, searchParams } = new URL(asks.split(" ")[1] ?? "/", "http://server");
    if (asks.startsWith("GET /openapi.json"))
      return { status: 200, body: { openapi: "3.1.0", paths: { "/info/": {} } } };
    if (asks.startsWith("GET /info/")) return info;
    if (asks.startsWith("GET /train/")) return trainings.list(searchParams.get("all") === "true");
    if (asks.startsWith("DELETE /train/")) return trainings.stop();
    if (asks.startsWith("POST /train/"))
      return trainings.submit(pathname.slice(7), parameters.parse(await readBody(request)));
    return { status: 404, body: { detail: "Not Found" } };
  }

  const onRequest = answering(answer);
  const server =
    tls === undefined
      ? createServer(onRequest)
      : createTlsServer({ key: tls.key, cert: tls.cert }, onRequest);
  const listening = await listenOnLoopback(server);
  return {
    url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${listening.port}${prefix}`,
    asked,
    trainings,
    failNext: (route, fault) => faults.push({ route, fault }),
    setInfo: (change) => {
      info = { ...info, body: change(info.body) } satisfies Recording;
    },
    [Symbol.asyncDispose]: () => listening[Symbol.asyncDispose](),
  };
}

function goWrong(fault: MonaiFault, response: ServerResponse): void {
  if (fault === "reset") response.destroy();
  if (fault === "500") response.writeHead(500, { "content-type": "text/plain" }).end(patient);
  if (fault === "page")
    response.writeHead(200, { "content-type": "text/html" }).end(`<html>${patient}</html>`);
  if (fault === "redirect") response.writeHead(307, { location: "http://127.0.0.1:1/elsewhere" }).end();
  if (fault === "huge")
    response.writeHead(200, { "content-type": "application/json" }).end(`"${"x".repeat(17 * 1024 * 1024)}"`);
}

function send(response: ServerResponse, { status, body }: { status: number; body: unknown }): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: string[] = [];
  for await (const chunk of request) chunks.push(String(chunk));
  return JSON.parse(chunks.join(""));
}

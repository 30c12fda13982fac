import type { IncomingMessage, ServerResponse } from "node:http";
import { webRefusals } from "../../core/words/web.ts";
import { answerJson, refuse, type Refusal, safeHeaders } from "./answer.ts";
import type { CardShelf } from "./card-shelf.ts";
import { checkSource, checkToken } from "./guard.ts";
import type { PageFile } from "./page-files.ts";
import { streamCards } from "./stream.ts";
import { takeCommand } from "./take-command.ts";
import type { ChatDeps } from "../chat-deps.ts";

export type RequestDeps = ChatDeps & {
  readonly token: string;
  readonly shelf: CardShelf;
  readonly files: ReadonlyMap<string, PageFile>;
};

type Exchange = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
};

type Route = (exchange: Exchange, deps: RequestDeps) => Promise<void> | void;

/** All that needs the token, by path and method. */
const routes: Readonly<Record<string, Readonly<Record<string, Route>>>> = {
  "/api/commands": { GET: getCommands, POST: postCommand },
  "/api/cards": { GET: getCards },
};

/** Answers one request; every refusal is a 4xx with one sentence in JSON. */
export async function handleRequest(
  { request, response }: Omit<Exchange, "query">,
  deps: RequestDeps,
): Promise<void> {
  const [path = "", query] = (request.url ?? "").split("?", 2);
  const admitted = admit(request, path, deps);
  if (typeof admitted === "function")
    await admitted({ request, response, query: new URLSearchParams(query) }, deps);
  else refuse(response, admitted);
}

/** What answers the request, or why nothing does; the source comes first, so that strangers learn nothing else. */
function admit(request: IncomingMessage, path: string, deps: RequestDeps): Route | Refusal {
  const method = request.method ?? "";
  const badSource = checkSource(request.headers, request.socket.localPort ?? 0);
  if (badSource !== undefined) return badSource;
  const file = deps.files.get(path);
  const methods =
    file === undefined ? routes[path] : { GET: ({ response }: Exchange) => sendFile(response, file) };
  if (methods === undefined) return { status: 404, error: webRefusals.unknownPath };
  const route = methods[method];
  if (route === undefined) return { status: 405, error: webRefusals.method };
  return (file === undefined ? checkToken(request.headers, deps.token) : undefined) ?? route;
}

function sendFile(response: ServerResponse, file: PageFile): void {
  response.writeHead(200, { ...safeHeaders, "content-type": file.type }).end(file.content);
}

async function postCommand({ request, response }: Exchange, deps: RequestDeps): Promise<void> {
  const result = await takeCommand(request, deps);
  if ("error" in result) refuse(response, result);
  else answerJson(response, 200, result);
}

function getCommands({ response }: Exchange, { commands }: RequestDeps): void {
  const visible = commands.filter((command) => command.isHidden !== true);
  answerJson(response, 200, {
    commands: visible.map(({ path, summary, options }) => ({ path, summary, options })),
  });
}

function getCards({ response, query }: Exchange, { shelf, clock, keys }: RequestDeps): void {
  const since = Number(query.get("since") ?? 0);
  streamCards(response, { shelf, clock, keys, since: Number.isFinite(since) ? since : 0 });
}

import type { IncomingMessage, ServerResponse } from "node:http";
import { isGone } from "../../support/answering.ts";
import { ok, problem, Refusal, type Answer } from "./answer.ts";
import type { Contract } from "./contract.ts";
import { deviatingRefusal, isKnownDeviation } from "./deviations.ts";
import type { FaultedCall, FaultOutcome } from "./faults.ts";
import { answerIgnored, operationOf } from "./graphql.ts";
import { parseJson, readBody, send } from "./http.ts";
import type { Injections } from "./injections.ts";
import type { PodLife } from "./pod-life.ts";
import { showPod } from "./pod-view.ts";
import type { RateWindows } from "./rate-windows.ts";
import { matchRoute, type MatchedRoute } from "./routes.ts";
import type { Route, RouteCall } from "./route.ts";

/** `route` is absent where the path is unknown; `action` is that of `POST /pods/{id}/action`, or what is asked of `POST /graphql`. */
export type LoggedRequest = {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly atMs: number;
  readonly bodyBytes: number;
  readonly userAgent?: string | undefined;
  readonly route?: string;
  readonly action?: string;
  /** The pod whose own key was used. */
  readonly caller?: string;
};

export type ListenerDeps = {
  /** Of the account; undefined where this request has none of any account. */
  readonly apiKey: string | undefined;
  readonly life: PodLife;
  readonly routes: readonly Route[];
  readonly injections: Injections;
  readonly windows: RateWindows;
  readonly contract: Contract;
  readonly requests: LoggedRequest[];
  readonly violations: string[];
  readonly now: () => number;
  /** Called before each request: what time has brought with it. */
  readonly settle: () => Promise<void>;
};

const GRAPHQL = "POST /graphql";
/** Routes that a pod's own key may use on its own pod: third-party observations, facts §5. */
const POD_KEY_ROUTES = new Set(["POST /pods/{id}/action", "DELETE /pods/{id}", GRAPHQL]);

/** @param find the account of a key, or one that knows pods' own keys alone */
export function createListener(
  find: (key: string) => ListenerDeps,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const deps = find(keyOf(request.headers.authorization));
    answerRequest(deps, request)
      .catch((error: unknown) => (isGone(request, error) ? "cut" : failureOf(deps, error)))
      .then((outcome) => deliver(response, outcome))
      .catch(() => response.destroy());
  };
}

async function deliver(response: ServerResponse, outcome: FaultOutcome): Promise<void> {
  if (outcome === "hang") return;
  if (outcome === "cut") response.destroy();
  else await send(response, outcome);
}

/** A failure of the twin itself must fail the test, whatever its client makes of the 500. */
function failureOf({ violations }: ListenerDeps, error: unknown): Answer {
  if (error instanceof Refusal) return error.answer;
  violations.push(`the twin failed: ${String(error)}`);
  return problem(500, "internal error");
}

async function answerRequest(deps: ListenerDeps, request: IncomingMessage): Promise<FaultOutcome> {
  const bytes = await readBody(request);
  await deps.settle();
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://twin");
  const method = request.method ?? "GET";
  const userAgent = request.headers["user-agent"];
  const query = Object.fromEntries(searchParams);
  const logged = { method, path: pathname, query, atMs: deps.now(), bodyBytes: bytes.length, userAgent };
  const index = deps.requests.push(logged) - 1;
  const match = matchRoute(deps.routes, method, pathname);
  const refusal = deviatingRefusal({
    arriving: { userAgent, bodyBytes: bytes.length },
  });
  if (refusal !== undefined) return refusal;
  const caller = authorize(deps, match, request.headers.authorization);
  const quota = match.route.name === GRAPHQL ? { headers: {} } : deps.windows.take();
  const body = parseJson(bytes);
  const action = actionOf(match.route.name, body);
  deps.requests[index] = {
    ...logged,
    route: match.route.name,
    ...(action === undefined ? {} : { action }),
    ...(caller === undefined ? {} : { caller }),
  };
  if (quota.refusal !== undefined) return quota.refusal;
  const lastEventId = request.headers["last-event-id"]?.toString();
  const call = callOf(deps, match, { id: match.id, query: searchParams, body, lastEventId, caller });
  const fault = deps.injections.take(match.route.name, action);
  const outcome = await (fault === undefined ? call.proceed() : fault.play(call));
  if (typeof outcome === "string") return outcome;
  return { ...outcome, headers: { ...quota.headers, ...outcome.headers } };
}

function callOf(deps: ListenerDeps, { route, id }: MatchedRoute, call: RouteCall): FaultedCall {
  return {
    proceed: () => proceed(deps, route, call),
    takeGpus: () => deps.life.takeGpus(id),
    takeAddress: (podId) => deps.life.takeAddress(podId),
    move: (podId, dataCenterId) => deps.life.move(podId, dataCenterId),
    showPod: (address) => {
      if (route.name === GRAPHQL) return answerIgnored(call.body, deps.life);
      const record = deps.life.find(id);
      return ok(showPod(record, deps.now(), address === "before" ? record.previousAddress : undefined));
    },
    showList: (agoMs) => {
      const atMs = deps.now() - agoMs;
      const pods = deps.life.listedAt(atMs).map((record) => showPod(record, atMs));
      return ok({ pods, pagination: { nextCursor: null, hasNextPage: false } });
    },
  };
}

/** The normal answer, compared with the contract file as its request is. */
async function proceed(deps: ListenerDeps, route: Route, call: RouteCall): Promise<Answer> {
  const answer = await handleOrRefuse(route, call);
  if (route.name === GRAPHQL) return answer;
  const wrong = [
    ...(call.body === undefined ? [] : deps.contract.checkRequest(route.name, call.body)),
    ...(answer.status === 422 ? [JSON.stringify(answer.body)] : []),
  ].map((text) => `${route.name} request: ${text}`);
  const wrongAnswer = deps.contract
    .checkAnswer(route.name, answer)
    .filter((text) => !isKnownDeviation(text))
    .map((text) => `${route.name} answer: ${text}`);
  deps.violations.push(...wrong, ...wrongAnswer);
  return answer;
}

async function handleOrRefuse(route: Route, call: RouteCall): Promise<Answer> {
  try {
    return await route.handle(call);
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}

const BEARER = "Bearer ";

function keyOf(header: string | undefined): string {
  return header?.startsWith(BEARER) === true ? header.slice(BEARER.length) : "";
}

/** The pod whose key it is, undefined for the account's. @throws Refusal 401 for a bad key, 403 for a pod's key outside of its scope. */
function authorize(
  { apiKey, life }: ListenerDeps,
  { route, id }: MatchedRoute,
  header: string | undefined,
): string | undefined {
  if (!header?.startsWith(BEARER)) throw new Refusal(problem(401, "missing bearer token"));
  const key = keyOf(header);
  if (key === apiKey) return undefined;
  const owner = life.all().find(({ podKey }) => podKey === key);
  if (owner === undefined) throw new Refusal(problem(401, "invalid bearer token"));
  const isOwn = owner.id === id || route.name === GRAPHQL;
  if (!isOwn || !POD_KEY_ROUTES.has(route.name)) throw new Refusal(problem(403, "access denied"));
  return owner.id;
}

function actionOf(routeName: string, body: unknown): string | undefined {
  if (routeName === GRAPHQL) return operationOf(body);
  if (!routeName.endsWith("/action")) return undefined;
  const isAction =
    typeof body === "object" && body !== null && "action" in body && typeof body.action === "string";
  return isAction ? String(body.action) : undefined;
}

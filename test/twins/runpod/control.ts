import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { z } from "zod";
import { problem, Refusal, ok, type Answer } from "./answer.ts";
import { FAULT_NAMES } from "./fault-names.ts";
import { parseJson, readBody, send } from "./http.ts";
import { parseBody } from "./requests.ts";
import type { RunpodTwin } from "./twin-types.ts";

const BASE = "/_twin";
const plantRequest = z.strictObject({
  fault: z.string(),
  route: z.string().optional(),
  times: z.int().min(1).optional(),
  with: z.string().optional(),
});
const balanceRequest = z.strictObject({ usd: z.number() });
const podRequest = z.strictObject({
  do: z.enum(["crash", "crash-loop", "hide"]),
  seconds: z.number().positive().optional(),
});

/** What whoever looks at a running twin may see and do; nothing of it is RunPod's. */
type Controlled = Pick<
  RunpodTwin,
  "account" | "crashContainer" | "empty" | "hide" | "inject" | "waitingFaults" | "show"
>;

/** Puts the routes below `/_twin` before the twin's own. */
export function withControl(listener: RequestListener, twin: Controlled): RequestListener {
  return (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://twin");
    if (pathname === BASE || pathname.startsWith(`${BASE}/`)) void answer(request, response, twin);
    else listener(request, response);
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, twin: Controlled): Promise<void> {
  try {
    const found = await control(request, twin);
    await send(response, { ...found, body: `${JSON.stringify(found.body, undefined, 2)}\n` });
  } catch (error) {
    const text = error instanceof Error ? error.message : "not done";
    await send(response, error instanceof Refusal ? error.answer : problem(400, text));
  }
}

async function control(request: IncomingMessage, twin: Controlled): Promise<Answer> {
  const { pathname } = new URL(request.url ?? "/", "http://twin");
  const [, what = "", id = ""] = pathname.slice(BASE.length).split("/");
  const route = `${request.method ?? "GET"} ${what}`;
  const body = parseJson(await readBody(request));
  if (route === "GET ") return ok(twin.show());
  if (route === "GET faults") return ok(listFaults(twin));
  if (route === "POST faults") return plant(parseBody(plantRequest, body), twin);
  if (route === "POST balance") return setBalance(parseBody(balanceRequest, body), twin);
  if (route === "POST pods") return disturb(id, parseBody(podRequest, body), twin);
  throw new Refusal(
    problem(404, "GET /_twin, GET|POST /_twin/faults, POST /_twin/balance, POST /_twin/pods/{id}"),
  );
}

function listFaults(twin: Controlled): Record<string, unknown> {
  const known = Object.entries(FAULT_NAMES).map(([fault, { route, takes, make }]) => ({
    fault,
    route,
    ...(takes === undefined ? {} : { with: takes }),
    source: make(undefined).source,
  }));
  return { waiting: twin.waitingFaults(), known };
}

function plant(request: z.infer<typeof plantRequest>, twin: Controlled): Answer {
  const named = FAULT_NAMES[request.fault];
  if (named === undefined) throw new Refusal(problem(400, "no such fault: GET /_twin/faults lists them"));
  const { route = named.route, times = 1 } = request;
  twin.inject({ on: route, times, fault: named.make(request.with) });
  return ok({ waiting: twin.waitingFaults() });
}

/** At nothing, pods end as they end when the money has run out. */
async function setBalance({ usd }: z.infer<typeof balanceRequest>, twin: Controlled): Promise<Answer> {
  twin.account.balanceUsd = usd;
  if (usd <= 0) await twin.empty();
  return ok(twin.show());
}

async function disturb(id: string, request: z.infer<typeof podRequest>, twin: Controlled): Promise<Answer> {
  if (request.do === "hide") twin.hide(id, (request.seconds ?? 30) * 1000);
  else await twin.crashContainer(id, request.do === "crash" ? "again" : "for ever");
  return ok(twin.show());
}

import { z } from "zod";
import { ok, problem, Refusal, type Answer } from "./answer.ts";
import type { PodLife } from "./pod-life.ts";
import type { PodRecord } from "./pod-record.ts";

/** Money of the account; a test may change the balance at any time. */
export type Account = {
  balanceUsd: number;
  /** Fields that can't be asked for any more. */
  withoutFields?: readonly string[];
};

export type GraphqlDeps = { readonly life: PodLife; readonly account: Account };

/** `caller` is the pod whose own key it is, undefined for the account's key. */
export type GraphqlCall = { readonly body: unknown; readonly caller: string | undefined };

const request = z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()).default({}) });
const myself = /^\s*(?:query\b[^{]*)?\{\s*myself\s*\{([\w\s]*)\}\s*\}\s*$/;
/** `{ podStop(input: {podId: "ID"}) { id } }`, with a variable in the place of the id or of the whole input. */
const mutation =
  /^\s*mutation\b\s*\w*\s*(?:\([^)]*\))?\s*\{\s*(podStop|podTerminate)\s*\(\s*input\s*:\s*(?:\$(\w+)|\{\s*podId\s*:\s*(?:\$(\w+)|"([^"]*)")\s*\})\s*\)\s*(?:\{([\w\s]*)\})?\s*\}\s*$/;

type Order = {
  readonly operation: "podStop" | "podTerminate";
  readonly podId: string;
  readonly fields: readonly string[];
};

/** `POST /graphql`, for what REST v2 lacks and as another way to end a pod. Failures are a 200 with `errors`, as in the live service. */
export async function answerGraphql(call: GraphqlCall, deps: GraphqlDeps): Promise<Answer> {
  const parsed = request.safeParse(call.body);
  if (!parsed.success) return { ...failure("request needs a query"), status: 400 };
  const order = readOrder(call.body);
  if (order !== undefined) return carryOut(order, call, deps);
  const fields = myself.exec(parsed.data.query)?.[1];
  if (fields === undefined)
    return failure("the twin knows the query myself and the mutations podStop and podTerminate alone");
  if (call.caller !== undefined) return failure("Not authorized");
  return showAccount(wordsOf(fields), deps);
}

/** What is said of a mutation that is accepted and not carried out: GraphQL tells the wish, not the state. */
export function answerIgnored(body: unknown, life: PodLife): Answer {
  const order = readOrder(body);
  if (order === undefined) throw new Refusal(problem(404, "no mutation"));
  return show(order, life.find(order.podId));
}

/** The mutation of a request, undefined for anything else. */
export function operationOf(body: unknown): string | undefined {
  return readOrder(body)?.operation;
}

function readOrder(body: unknown): Order | undefined {
  const parsed = request.safeParse(body);
  const found = mutation.exec(parsed.data?.query ?? "");
  if (found === null || parsed.data === undefined) return undefined;
  const [, operation, inputName, idName, inlineId, fields = ""] = found;
  const { variables } = parsed.data;
  const input = z.object({ podId: z.string() }).safeParse(variables[inputName ?? ""]).data?.podId;
  const podId = inlineId ?? input ?? variables[idName ?? ""];
  return {
    operation: operation === "podStop" ? "podStop" : "podTerminate",
    podId: typeof podId === "string" ? podId : "",
    fields: wordsOf(fields),
  };
}

/** What a pod's own key may do to others is not known; here it may do nothing. */
async function carryOut(order: Order, { caller }: GraphqlCall, { life }: GraphqlDeps): Promise<Answer> {
  const { operation, podId } = order;
  const wrong = faultOf(order);
  if (wrong !== undefined) return failure(wrong);
  if (caller !== undefined && caller !== podId) return failure("Not authorized");
  try {
    return show(order, await life.act(podId, operation === "podStop" ? "stop" : "terminate"));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const verb = operation === "podStop" ? "stop" : "terminate";
    return failure(
      error.answer.status === 404 ? `pod not found to ${verb}` : `this pod can't be made to ${verb}`,
    );
  }
}

/** `podTerminate` returns nothing that could be asked for; a pod has many fields, and two are known here. */
function faultOf({ operation, fields }: Order): string | undefined {
  if (operation === "podTerminate")
    return fields.length === 0 ? undefined : 'Field "podTerminate" must not have a selection.';
  if (fields.length === 0) return 'Field "podStop" must have a selection of subfields.';
  const unknown = fields.find((name) => name !== "id" && name !== "desiredStatus");
  return unknown === undefined ? undefined : `Cannot query field "${unknown}" on type "Pod".`;
}

function show({ operation, fields }: Order, { id }: PodRecord): Answer {
  if (operation === "podTerminate") return ok({ data: { podTerminate: null } });
  const known: Record<string, unknown> = { id, desiredStatus: "EXITED" };
  return ok({ data: { podStop: Object.fromEntries(fields.map((name) => [name, known[name]])) } });
}

function showAccount(fields: readonly string[], { life, account }: GraphqlDeps): Answer {
  const known: Record<string, unknown> = {
    id: "user_twin",
    email: "twin@example.org",
    clientBalance: account.balanceUsd,
    currentSpendPerHr: life.billing().reduce((sum, { placement }) => sum + placement.usdPerHour, 0),
    spendLimit: 80,
    underBalance: account.balanceUsd <= 0,
  };
  const unknown = fields.find((name) => !(name in known) || account.withoutFields?.includes(name) === true);
  if (unknown !== undefined) return failure(`Cannot query field "${unknown}" on type "User".`);
  return ok({ data: { myself: Object.fromEntries(fields.map((name) => [name, known[name]])) } });
}

function wordsOf(fields: string): string[] {
  return fields.split(/\s+/).filter(Boolean);
}

function failure(message: string): Answer {
  return ok({ errors: [{ message }], data: null });
}

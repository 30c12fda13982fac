import { z } from "zod";
import { ok, problem, Refusal, type Answer } from "./answer.ts";
import { deploy } from "./graphql-deploy.ts";
import {
  GraphqlFault,
  parseOperation,
  type GraphqlField,
  type GraphqlOperation,
} from "./graphql-document.ts";
import { listPrices } from "./graphql-prices.ts";
import { checkScalar, checkSelection, POD, project, USER } from "./graphql-shapes.ts";
import type { NetworkVolumes } from "./network-volumes.ts";
import type { PodLife } from "./pod-life.ts";
import type { PodRecord } from "./pod-record.ts";
import { factsOf, type GpuStock } from "./stock.ts";

/** Money of the account; a test may change the balance at any time. */
export type Account = {
  balanceUsd: number;
  /** Whose it is. @default "user_twin" */
  readonly id?: string;
  /** Fields that can't be asked for any more. */
  withoutFields?: readonly string[];
};

export type GraphqlDeps = {
  readonly life: PodLife;
  readonly account: Account;
  readonly stock: readonly GpuStock[];
  readonly volumes: NetworkVolumes;
};

/** `caller` is the pod whose own key it is, undefined for the account's key. */
export type GraphqlCall = { readonly body: unknown; readonly caller: string | undefined };

const request = z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()).default({}) });

type Resolver = (
  operation: GraphqlOperation,
  deps: GraphqlDeps,
  call: GraphqlCall,
) => Answer | Promise<Answer>;

const RESOLVERS: Readonly<Record<string, Resolver>> = {
  "query myself": forAccount(showAccount),
  "query pod": forAccount(({ root }, { life }) => {
    checkSelection(root, POD);
    const record = life.all().find(({ id, status }) => id === podIdOf(root.args) && status !== "TERMINATED");
    return data({ pod: record === undefined ? null : project(showPod(record), root.fields) });
  }),
  "query gpuTypes": forAccount(({ root }, { stock }) => {
    const { rows, errors } = listPrices(stock, root);
    return ok({ ...(errors.length === 0 ? {} : { errors }), data: { gpuTypes: rows } });
  }),
  "mutation podFindAndDeployOnDemand": forAccount(({ root }, { life, stock, volumes, account }) => {
    checkSelection(root, POD);
    const record = deploy(root, { life, stock, volumes, balanceUsd: account.balanceUsd });
    return data({ podFindAndDeployOnDemand: project(showPod(record), root.fields) });
  }),
  "mutation podStop": carryOut,
  "mutation podTerminate": carryOut,
};

/** `POST /graphql`, for what REST v2 lacks and as another way to end a pod. Failures are a 200 with `errors`, and a 400 where the question itself is wrong, as in the live service. */
export async function answerGraphql(call: GraphqlCall, deps: GraphqlDeps): Promise<Answer> {
  try {
    const operation = read(call.body);
    const { kind, root } = operation;
    const { withoutFields = [] } = deps.account;
    checkKept(root, withoutFields);
    const resolve = RESOLVERS[`${kind} ${root.name}`];
    const type = kind === "query" ? "Query" : "Mutation";
    if (resolve === undefined) throw new GraphqlFault(`Cannot query field "${root.name}" on type "${type}".`);
    return await resolve(operation, deps, call);
  } catch (error) {
    if (!(error instanceof GraphqlFault)) throw error;
    return failure(error);
  }
}

/** @throws GraphqlFault for a field that there is no more, in which type ever */
function checkKept({ fields = [] }: GraphqlField, withoutFields: readonly string[]): void {
  for (const field of fields) {
    if (withoutFields.includes(field.name))
      throw new GraphqlFault(`Cannot query field "${field.name}" on type "Retired".`);
    checkKept(field, withoutFields);
  }
}

/** What is said of a mutation that is accepted and not carried out: GraphQL tells the wish, not the state. */
export function answerIgnored(body: unknown, life: PodLife): Answer {
  const operation = read(body);
  if (operation.kind === "query") throw new Refusal(problem(404, "no mutation"));
  return showEnd(operation, life.find(podIdOf(operation.root.args)));
}

/** What a request asks for, such as `podStop`; undefined where that can't be understood. */
export function operationOf(body: unknown): string | undefined {
  try {
    return read(body).root.name;
  } catch {
    return undefined;
  }
}

function read(body: unknown): GraphqlOperation {
  const parsed = request.safeParse(body);
  if (!parsed.success) throw new Refusal(problem(400, "request needs a query"));
  return parseOperation(parsed.data.query, parsed.data.variables);
}

function forAccount(resolve: Resolver): Resolver {
  return (operation, deps, call) => {
    if (call.caller !== undefined) throw new GraphqlFault("Not authorized", "FORBIDDEN");
    return resolve(operation, deps, call);
  };
}

function podIdOf(args: Readonly<Record<string, unknown>>): string {
  const input = z.strictObject({ podId: z.string() }).safeParse(args["input"]);
  if (!input.success) throw new GraphqlFault('Field "podId" of required type "String!" was not provided.');
  return input.data.podId;
}

/** What a pod's own key may do to others is not known; here it may do nothing. */
async function carryOut(
  operation: GraphqlOperation,
  { life }: GraphqlDeps,
  { caller }: GraphqlCall,
): Promise<Answer> {
  const { root } = operation;
  if (root.name === "podStop") checkSelection(root, POD);
  else checkScalar(root);
  const podId = podIdOf(root.args);
  if (caller !== undefined && caller !== podId) throw new GraphqlFault("Not authorized", "FORBIDDEN");
  const verb = root.name === "podStop" ? "stop" : "terminate";
  try {
    return showEnd(operation, await life.act(podId, verb));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const isUnknown = error.answer.status === 404;
    throw new GraphqlFault(
      isUnknown ? `pod not found to ${verb}` : `this pod can't be made to ${verb}`,
      "RUNPOD",
    );
  }
}

/** `podTerminate` returns nothing that could be asked for. */
function showEnd({ root }: GraphqlOperation, record: PodRecord): Answer {
  if (root.name === "podTerminate") return data({ podTerminate: null });
  return data({ podStop: project({ ...showPod(record), desiredStatus: "EXITED" }, root.fields) });
}

/** Where its host is, is told some time after the create alone: third-party clients. */
function showPod({ id, settings, placement, status, isWithoutAddress }: PodRecord): Record<string, unknown> {
  return {
    id,
    name: settings.name,
    imageName: settings.image,
    desiredStatus: status === "EXITED" ? "EXITED" : "RUNNING",
    costPerHr: placement.usdPerHour,
    ports: (settings.ports ?? []).join(","),
    gpuCount: settings.gpu?.count,
    machine: {
      gpuDisplayName: settings.gpu?.id,
      location: status === "PROVISIONING" ? null : factsOf(placement.dataCenterId).country,
      supportPublicIp: isWithoutAddress !== true,
      secureCloud: settings.cloud === "SECURE",
    },
  };
}

function showAccount({ root }: GraphqlOperation, { life, account }: GraphqlDeps): Answer {
  checkSelection(root, USER);
  const user = {
    id: account.id ?? "user_twin",
    email: "twin@example.org",
    clientBalance: account.balanceUsd,
    currentSpendPerHr: life.billing().reduce((sum, { placement }) => sum + placement.usdPerHour, 0),
    spendLimit: 80,
    underBalance: account.balanceUsd <= 0,
  };
  return data({ myself: project(user, root.fields) });
}

function data(found: Record<string, unknown>): Answer {
  return ok({ data: found });
}

/** Codes of questions that are not even tried: third-party recordings of 2026-06-11 and 2026-08-20. */
const MALFORMED: ReadonlySet<string> = new Set(["GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED"]);

function failure({ message, code }: GraphqlFault): Answer {
  const errors = [{ message, extensions: { code } }];
  if (MALFORMED.has(code)) return { status: 400, body: { errors } };
  return ok({ errors, data: null });
}

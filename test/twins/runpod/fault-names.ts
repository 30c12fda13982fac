import * as faults from "./faults.ts";
import type { Fault } from "./faults.ts";
import * as byGraphql from "./graphql-faults.ts";
import * as live from "./live-faults.ts";
import * as states from "./state-faults.ts";

/** A fault as it is called from outside; `with` is what is put in, where it takes something. */
export type NamedFault = {
  readonly route: string;
  /** In words: what `with` is. */
  readonly takes?: string;
  readonly make: (given: string | undefined) => Fault;
};

const CREATE = "POST /pods";
const LIST = "GET /pods";
const READ = "GET /pods/{id}";
const START = "POST /pods/{id}/action start";
const DEPLOY = "POST /graphql podFindAndDeployOnDemand";
const STOP = "POST /pods/{id}/action stop";

/** Every fault that can be planted while the twin runs, each with the route it is meant for. */
export const FAULT_NAMES: Readonly<Record<string, NamedFault>> = {
  "no-capacity": { route: CREATE, make: faults.noCapacity },
  "no-capacity-plain": { route: CREATE, make: faults.noCapacityPlain },
  "placed-elsewhere": {
    route: CREATE,
    takes: "the data center, else EU-RO-1",
    make: (given) => faults.placedElsewhere(given ?? "EU-RO-1"),
  },
  "no-capacity-graphql": { route: DEPLOY, make: byGraphql.noCapacityByGraphql },
  "graphql-error": {
    route: DEPLOY,
    takes: "its code, else INTERNAL_SERVER_ERROR",
    make: (given) => byGraphql.graphqlError(given ?? "INTERNAL_SERVER_ERROR"),
  },
  "without-public-address": { route: DEPLOY, make: byGraphql.withoutPublicAddress },
  "located-in": {
    route: "POST /graphql pod",
    takes: "the country, else RO",
    make: (given) => byGraphql.locatedIn(given ?? "RO"),
  },
  "answer-lost": { route: CREATE, make: faults.answerLost },
  "start-refused": { route: START, make: faults.startRefused },
  "start-refused-problem": { route: START, make: states.startRefusedProblem },
  "start-without-gpu": { route: START, make: states.startedWithoutGpu },
  "running-early": { route: READ, make: states.runningEarly },
  "deaf-address": { route: READ, make: states.deafAddress },
  "stale-address": { route: READ, make: faults.staleAddress },
  "not-found": { route: READ, make: faults.notFound },
  "newest-unlisted": { route: LIST, make: faults.newestUnlisted },
  "stale-list": {
    route: LIST,
    takes: "its age in seconds, else 60",
    make: (given) => faults.staleList(numberOf(given, 60)),
  },
  ignored: { route: STOP, make: faults.ignored },
  conflict: { route: STOP, make: faults.conflict },
  unauthorized: { route: LIST, make: faults.unauthorized },
  "insufficient-balance": { route: CREATE, make: faults.insufficientBalance },
  "insufficient-balance-plain": { route: CREATE, make: live.noMoneyPlain },
  "not-found-plain": {
    route: STOP,
    takes: "what, else pod",
    make: (given) => live.notFoundPlain(given ?? "pod"),
  },
  blocked: { route: CREATE, make: live.blocked },
  forbidden: { route: CREATE, make: faults.forbidden },
  gone: { route: LIST, make: faults.gone },
  "too-large": { route: CREATE, make: faults.tooLarge },
  unprocessable: { route: CREATE, make: () => faults.unprocessable("$: planted") },
  "rate-limited": {
    route: LIST,
    takes: "Retry-After in seconds, else 12",
    make: (given) => faults.rateLimited(numberOf(given, 12)),
  },
  "server-error": {
    route: LIST,
    takes: "500 or 502, else 500",
    make: (given) => faults.serverError(given === "502" ? 502 : 500),
  },
  hung: { route: LIST, make: faults.hung },
  truncated: { route: LIST, make: faults.truncated },
};

function numberOf(given: string | undefined, otherwise: number): number {
  const number = Number(given ?? otherwise);
  return Number.isFinite(number) && number > 0 ? Math.round(number) : otherwise;
}

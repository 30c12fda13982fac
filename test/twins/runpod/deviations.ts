import { noCapacityAnswer, problem, type Answer } from "./answer.ts";
import type { CreateRequest } from "./requests.ts";

/** What the rules below may look at: a request as it arrives, and later a parsed create. */
export type DeviationView = {
  readonly arriving?: { readonly userAgent: string | undefined; readonly bodyBytes: number };
  readonly create?: CreateRequest;
};

/** One way in which the live service differs from its contract file; `refuse` is how the twin plays it. */
export type Deviation = {
  readonly name: string;
  readonly contract: string;
  readonly live: string;
  readonly source: string;
  readonly refuse?: (view: DeviationView) => Answer | undefined;
  /** What the contract check says of an answer that is meant so. */
  readonly tolerates?: RegExp;
};

const MAX_BODY_BYTES = 102_400;
const EDGE_REFUSAL: Answer = { status: 403, contentType: "text/plain", body: "error code: 1010" };

export const DEVIATIONS: readonly Deviation[] = [
  {
    name: "user agent",
    contract: "no rule",
    live: "the edge in front of the API answers 403 to a request without a User-Agent of its own",
    source: "lumpenspace/raft#14",
    refuse: ({ arriving }) => (arriving && !arriving.userAgent ? EDGE_REFUSAL : undefined),
  },
  {
    name: "body size",
    contract: "no limit, no 413",
    live: "413 above 102400 bytes",
    source: "runpod/docs commit 4962c60, the newer contract",
    refuse: ({ arriving }) =>
      arriving && arriving.bodyBytes > MAX_BODY_BYTES ? problem(413, "request body too large") : undefined,
  },
  {
    name: "gpu count",
    contract: "gpu.count defaults to 1",
    live: "without gpu.count no machine matches, answered as no capacity",
    source: "runpod/runpod-mcp src/_shared/mappers.ts, observed 2026-08-04",
    refuse: ({ create }) => (create?.gpu && create.gpu.count === undefined ? noCapacityAnswer() : undefined),
  },
  {
    name: "data centers",
    contract: "dataCenterIds are preferred",
    live: "dataCenterIds are enforced: refused rather than placed elsewhere",
    source: "runpod/runpod-plugins-official breaking-changes.md, live 2026-08-18; played in placement.ts",
  },
  {
    name: "balance",
    contract: "402 in prose only, not among the responses",
    live: "402 when the balance is below one hour of the wished pod",
    source: "runpod/docs accounts-billing/billing.mdx; played in placement.ts",
  },
  {
    name: "running at once",
    contract:
      "PROVISIONING, then STARTING, then RUNNING; startedAt once it runs; ssh.proxy and cost of a pod that runs alone",
    live: "RUNNING, startedAt and ssh.proxy from the create on with runtime null; cost as before when EXITED; an http port 19123 of RunPod's own",
    source: "third-party recordings of 2026-08 and 2026-09; played in pod-view.ts",
  },
  {
    name: "old drivers",
    contract: "no rule",
    live: "without gpu.minCudaVersion a pod may get a host whose driver can't start the image, and is charged for",
    source: "Nerogar/OneTrainer#981, third-party clients of 2026-06; played in host-cuda.ts",
  },
  {
    name: "zero GPUs",
    contract: "gpu.count is at least 1",
    live: "a pod that was started while its host had no free GPU has 0",
    source: "runpod/docs pods/troubleshooting/zero-gpus.mdx, third-party clients; played in pod-view.ts",
    tolerates: /\/gpu\/count must be >= 1/,
  },
  {
    name: "pages",
    contract: "GET /pods answers with all pods",
    live: "cursor, limit (1 to 1000) and pagination {nextCursor, hasNextPage}; a foreign cursor is a 422",
    source: "runpod/docs commit 4962c60, the newer contract; played in pod-list.ts",
  },
];

/** Whether what the contract check found is known of the live service. */
export function isKnownDeviation(violation: string): boolean {
  return DEVIATIONS.some(({ tolerates }) => tolerates?.test(violation) === true);
}

/** The first refusal that the contract file doesn't know of. */
export function deviatingRefusal(view: DeviationView): Answer | undefined {
  for (const { refuse } of DEVIATIONS) {
    const answer = refuse?.(view);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

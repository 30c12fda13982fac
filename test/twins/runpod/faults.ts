import { NO_CAPACITY_TEXT, noCapacityAnswer, problem, type Answer } from "./answer.ts";

/** A request that a fault may spoil. */
export type FaultedCall = {
  /** Does what the request asks and gives the normal answer. */
  proceed(): Promise<Answer>;
  /** The run of the pod of the path has no GPU from now on. */
  takeGpus(): void;
  /** A pod has no public address from now on. */
  takeAddress(podId: string): void;
  /** This pod lies there from now on. */
  move(podId: string, dataCenterId: string): void;
  /** The pod of the path as it is, without doing anything; with the run before's address if wished. */
  showPod(address?: "now" | "before"): Answer;
  /** The list of pods as it was so long ago. */
  showList(agoMs: number): Answer;
};

/** Sent to the client, or one of two ways of sending nothing: never, or a connection that dies. */
export type FaultOutcome = Answer | "hang" | "cut";

/** One way in which the service fails; `source` is where it was observed or documented. */
export type Fault = {
  readonly name: string;
  readonly source: string;
  readonly play: (call: FaultedCall) => FaultOutcome | Promise<FaultOutcome>;
};

const SPEC = "the contract file, POST /v2/pods";

export function noCapacity(): Fault {
  return { name: "no capacity", source: "mlabonne/llm-autoeval#3, runpodctl#189", play: noCapacityAnswer };
}

export function noCapacityPlain(): Fault {
  const body = { error: NO_CAPACITY_TEXT };
  return {
    name: "no capacity as {error}",
    source: "third-party clients",
    play: () => ({ status: 400, body }),
  };
}

/** The pod's host has given its GPU to somebody else. */
export function startRefused(): Fault {
  const body = { error: "There are not enough free GPUs on the host machine to start this pod." };
  return { name: "start refused", source: "runpod-python#168", play: () => ({ status: 400, body }) };
}

export function unauthorized(): Fault {
  return { name: "key refused", source: SPEC, play: () => problem(401, "invalid bearer token") };
}

export function insufficientBalance(): Fault {
  return { name: "no money", source: SPEC, play: () => problem(402, "insufficient balance") };
}

export function forbidden(): Fault {
  return { name: "scope missing", source: SPEC, play: () => problem(403, "access denied") };
}

/** For `GET /pods/{id}`: a pod just made is not found yet. */
export function notFound(): Fault {
  return {
    name: "fresh pod not found",
    source: "transformerlab-app#1680",
    play: () => problem(404, "pod not found"),
  };
}

/** For `GET /pods`: the newest pod is not in the list yet. */
export function newestUnlisted(): Fault {
  return {
    name: "fresh pod unlisted",
    source: "transformerlab-app#1680",
    play: async (call) => withoutNewest(await call.proceed()),
  };
}

export function conflict(): Fault {
  return {
    name: "action refused",
    source: "the contract file, podAction",
    play: () => problem(409, "action not valid"),
  };
}

export function gone(): Fault {
  const answer = problem(410, "this API is retired");
  return { name: "API retired", source: "dstackai/dstack#4167", play: () => answer };
}

export function tooLarge(): Fault {
  return {
    name: "body too large",
    source: "runpod/docs 4962c60",
    play: () => problem(413, "request body too large"),
  };
}

export function unprocessable(detail: string): Fault {
  const answer = problem(422, "Request validation failed.", [detail]);
  return { name: "contract violated", source: SPEC, play: () => answer };
}

/** Of the minute's window; `RateLimit` says the same as `Retry-After`. */
export function rateLimited(retryAfterSeconds: number): Fault {
  const headers = {
    "retry-after": String(retryAfterSeconds),
    ratelimit: `"minute";r=0;t=${retryAfterSeconds}`,
  };
  const detail = "rate limit exceeded for the minute window";
  return {
    name: "rate limit",
    source: "the contract file",
    play: () => ({ ...problem(429, detail), headers }),
  };
}

export function serverError(status: 500 | 502): Fault {
  return { name: `server error ${status}`, source: SPEC, play: () => problem(status, "upstream failure") };
}

/** The request is taken and never answered. */
export function hung(): Fault {
  return { name: "no answer", source: "any HTTP service", play: () => "hang" };
}

/** Half of the JSON in a complete HTTP answer. */
export function truncated(): Fault {
  return {
    name: "truncated JSON",
    source: "any HTTP service",
    play: async (call) => halfOf(await call.proceed()),
  };
}

/** What was asked for is done, and the connection dies before the answer: a create leaves a pod that bills. */
export function answerLost(): Fault {
  return {
    name: "answer lost",
    source: "uda-lab/yomotsusaka#124",
    play: async (call) => {
      await call.proceed();
      return "cut" as const;
    },
  };
}

/** For `POST /pods`: the pod is made, in another data center than was asked for. */
export function placedElsewhere(dataCenterId: string): Fault {
  return {
    name: "placed elsewhere",
    source: "the contract file, where dataCenterIds are preferred only",
    play: async (call) => {
      const answer = await call.proceed();
      if (answer.status !== 201) return answer;
      const made = Object.assign({ id: "" }, answer.body, { dataCenterId });
      call.move(made.id, dataCenterId);
      return { ...answer, body: made };
    },
  };
}

/** For `GET /pods`: the list as it was so long ago. */
export function staleList(agoSeconds: number): Fault {
  return {
    name: "stale list",
    source: "Nerogar/OneTrainer RunpodCloud.py, of a single pod; of the list it is a guess",
    play: (call) => call.showList(agoSeconds * 1000),
  };
}

/** 200 as if it were done, and nothing is done. */
export function ignored(): Fault {
  return {
    name: "action ignored",
    source: "artokun/comfyui-mcp runpod-watch.ts",
    play: (call) => call.showPod("now"),
  };
}

/** For `GET /pods/{id}`: after a start the address of the run before is reported. */
export function staleAddress(): Fault {
  return {
    name: "stale address",
    source: "Nerogar/OneTrainer RunpodCloud.py",
    play: (call) => call.showPod("before"),
  };
}

function withoutNewest(answer: Answer): Answer {
  const { body } = answer;
  if (typeof body !== "object" || body === null || !("pods" in body) || !Array.isArray(body.pods))
    return answer;
  return { ...answer, body: { ...body, pods: body.pods.slice(0, -1) } };
}

function halfOf(answer: Answer): Answer {
  const text = JSON.stringify(answer.body);
  return {
    ...answer,
    contentType: answer.contentType ?? "application/json",
    body: Buffer.from(text.slice(0, text.length / 2)),
  };
}

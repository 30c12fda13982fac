/** What a request is answered with; `stream` writes the body by itself and ends when `closed` aborts. */
export type Answer = {
  readonly status: number;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly stream?: (write: (text: string) => void, closed: AbortSignal) => Promise<void>;
};

/** Thrown by a handler to answer with an error. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly answer: Answer;

  constructor(answer: Answer) {
    super(`answered with ${answer.status}`);
    this.answer = answer;
  }
}

export function ok(body: unknown): Answer {
  return { status: 200, body };
}

const TITLES: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  402: "Payment Required",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  410: "Gone",
  413: "Content Too Large",
  422: "Unprocessable Entity",
  429: "Too Many Requests",
  500: "Internal Server Error",
  502: "Bad Gateway",
};

/** An error in the form of RFC 9457, as REST v2 sends it. */
export function problem(status: number, detail: string, errors?: readonly string[]): Answer {
  return {
    status,
    contentType: "application/problem+json",
    body: { title: TITLES[status] ?? "Error", status, detail, ...(errors === undefined ? {} : { errors }) },
  };
}

export const NO_CAPACITY_TEXT =
  "There are no longer any instances available with the requested specifications. Please refresh and try again.";

export function noCapacityAnswer(): Answer {
  return problem(400, NO_CAPACITY_TEXT);
}

export function podNotFound(): Answer {
  return problem(404, "pod not found");
}

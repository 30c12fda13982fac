import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";

/**
 * The listener of a server that answers asynchronously. What goes wrong in it reaches the test runner, but for a
 * connection that broke off for a client that is gone, as one that was killed in its request is: nobody waits for that answer.
 */
export function answering(
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): RequestListener {
  return (request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (!isGone(request, error)) throw error;
    });
  };
}

/** Whether a request could not be answered because its client was gone. */
export function isGone(request: IncomingMessage, error: unknown): boolean {
  return request.socket.destroyed && error instanceof Error && "code" in error && error.code === "ECONNRESET";
}

import type { Fault, FaultOutcome } from "../../twins/runpod/faults.ts";
import type { RunpodTwin } from "../../twins/runpod/runpod-twin.ts";

/** What a request that is held has brought about by then. */
export type Held = "nothing" | "done";

/**
 * Takes the next request of this route and never answers it; `done`: what it asks for is done all the same.
 * Returns when it has come so far.
 */
export function holdNext(twin: RunpodTwin, on: string, held: Held = "nothing"): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  twin.inject({
    on,
    fault: {
      name: "held",
      source: "a bot that dies while it waits for an answer",
      async play({ proceed }): Promise<FaultOutcome> {
        if (held === "done") await proceed();
        resolve();
        return "hang";
      },
    },
  });
  return promise;
}

export type Refusing = {
  /** From here on the requests are carried out again. */
  end(): void;
};

/** Accepts each request of these routes with 200 and does nothing. */
export function ignoreAll(twin: RunpodTwin, routes: readonly string[]): Refusing {
  let isOver = false;
  const ignored: Fault = {
    name: "action ignored",
    source: "artokun/comfyui-mcp runpod-watch.ts",
    play: ({ proceed, showPod }) => (isOver ? proceed() : showPod("now")),
  };
  for (const on of routes) twin.inject({ on, times: Number.MAX_SAFE_INTEGER, fault: ignored });
  return {
    end() {
      isOver = true;
    },
  };
}

import type { Clock } from "../core/common/clock.ts";
import type { TimeWitness } from "../core/common/true-time.ts";
import type { Log } from "../core/common/log.ts";
import { createRunpodClient, type RunpodClient } from "./transport/client.ts";
import { createRunpodGraphql, type RunpodGraphql } from "./graphql/graphql.ts";
import { createRunpodHttp, type RunpodAccess } from "./transport/http.ts";

/** RunPod's two APIs as one account asks them: all who ask one of them share what is known of its limit. */
export type RunpodApis = { readonly rest: RunpodClient; readonly graphql: RunpodGraphql };

type Deps = {
  readonly config: RunpodAccess & { readonly graphqlUrl: string };
  readonly clock: Clock;
  /** Is told the time of each answer. @default nobody is */
  readonly witness?: TimeWitness;
  readonly log: Log;
};

export function createRunpodApis({ config, clock, witness, log }: Deps): RunpodApis {
  return {
    rest: createRunpodClient({ http: createRunpodHttp(config, { clock, witness }), clock, log }),
    graphql: createRunpodGraphql({ config, clock, witness, log }),
  };
}

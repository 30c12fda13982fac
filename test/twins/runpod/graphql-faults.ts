import { z } from "zod";
import { NO_CAPACITY_TEXT, ok } from "./answer.ts";
import type { Fault } from "./faults.ts";

// Faults of `POST /graphql`; most of `faults.ts` play there too.

/** For a query or a mutation: nothing is done, and the API says so without saying why. */
export function graphqlError(code: string): Fault {
  const message = "Something went wrong. Please try again later or contact support.";
  return {
    name: `GraphQL error ${code}`,
    source: "runpod-python#239, runpod/runpodctl api tests",
    play: () => ok({ errors: [{ message, extensions: { code } }], data: null }),
  };
}

export function noCapacityByGraphql(): Fault {
  const errors = [{ message: NO_CAPACITY_TEXT, extensions: { code: "SUPPLY_CONSTRAINT" } }];
  return {
    name: "no capacity by GraphQL",
    source: "mlabonne/llm-autoeval#3 for the text, third-party clients for the code",
    play: () => ok({ errors, data: { podFindAndDeployOnDemand: null } }),
  };
}

const deployed = z.object({ data: z.object({ podFindAndDeployOnDemand: z.object({ id: z.string() }) }) });

/** For `POST /graphql podFindAndDeployOnDemand`: the host has no public address, although it was asked for. */
export function withoutPublicAddress(): Fault {
  return {
    name: "without a public address",
    source: "third-party clients",
    play: async (call) => {
      const answer = await call.proceed();
      const made = deployed.safeParse(answer.body);
      if (made.success) call.takeAddress(made.data.data.podFindAndDeployOnDemand.id);
      return answer;
    },
  };
}

/** For `POST /graphql pod`: the pod is in another country than was asked for. */
export function locatedIn(country: string): Fault {
  return {
    name: "located elsewhere",
    source: "third-party clients, which check where a pod came to lie",
    play: () => ok({ data: { pod: { machine: { location: country } } } }),
  };
}

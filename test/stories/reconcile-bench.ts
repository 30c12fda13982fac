import type { SimulatedTeam } from "../support/simulated-team.ts";
import { podSpec } from "../support/pod-spec.ts";

export const never = new AbortController().signal;

export async function rentBeside({ app }: SimulatedTeam, name: string): Promise<string> {
  const { pods, market } = app.provider;
  const { cloud, country } = (await app.store.pods.list())[0]?.value.request ?? request;
  const [offer] = await market.offers({ cloud, country }, never);
  if (offer === undefined) throw new Error("the twin offers something");
  return (await pods.create(podSpec(name, offer), never)).providerPodId;
}

export const request = { cloud: "secure", country: "US" } as const;

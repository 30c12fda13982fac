import type { ListedPod } from "../../src/core/records/machine.ts";
import { UnknownCreateError } from "../../src/core/common/errors.ts";
import { shellFailures } from "../../src/core/words/shell.ts";
import type { SimulatedPodSoftware } from "../../src/simulated/pod-software.ts";
import type { SimulatedProvider } from "../../src/simulated/provider.ts";
import { answerAlways, failAlways, answerBy, type Recover, turnAnswers } from "./trouble.ts";

type Provider = Pick<SimulatedProvider, "pods" | "market">;

/** The provider says yes to a stop and does nothing. */
export function ignoreStops({ pods }: Provider): Recover {
  return answerAlways(pods, "stop", undefined);
}

/** The provider says yes to a removal and does nothing. */
export function ignoreRemovals({ pods }: Provider): Recover {
  return answerAlways(pods, "remove", undefined);
}

/** Machines are made, and nobody hears of it. */
export function loseCreates({ pods }: Provider): Recover {
  return turnAnswers(pods, "create", () => {
    throw new UnknownCreateError("runpod-create-unknown", "The answer was lost.");
  });
}

/** The provider's list leaves all pods out for as long as this holds. */
export function hideFromList({ pods }: Provider, isHidden: () => boolean = () => true): Recover {
  return answerBy(pods, "list", (list) => async (signal) => (isHidden() ? [] : list(signal)));
}

/** The provider knows of no single pod for as long as this holds. */
export function hideFromLook({ pods }: Provider, isHidden: () => boolean = () => true): Recover {
  return answerBy(pods, "get", (get) => async (id, signal) => (isHidden() ? undefined : get(id, signal)));
}

/** Both: the provider knows of no pod at all for as long as this holds. */
export function hidePods(provider: Provider, isHidden?: () => boolean): Recover {
  const recovers = [hideFromList(provider, isHidden), hideFromLook(provider, isHidden)];
  return () => {
    for (const recover of recovers) recover();
  };
}

/** What is said of each pod, in the list and alone. */
export function tellPodsAs({ pods }: Provider, change: (pod: ListedPod) => ListedPod): void {
  turnAnswers(pods, "list", (listed) => listed.map(change));
  turnAnswers(pods, "get", (found) => found && change(found));
}

/** Nothing is to be had. */
export function sellOutAll({ market }: Provider): Recover {
  return answerAlways(market, "offers", []);
}

/** All that is to be had is of the community. */
export function offerCommunity({ market }: Provider): Recover {
  return turnAnswers(market, "offers", (offers) => offers.map((offer) => ({ ...offer, cloud: "community" })));
}

/** Nothing can be read on any pod. */
export function hideUse(software: SimulatedPodSoftware): Recover {
  return failAlways(software, "activity", shellFailures.noConnection(undefined));
}

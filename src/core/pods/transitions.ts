import type { Transition } from "../common/transition.ts";
import type { Pod, PodPhase } from "../records/pod.ts";
import { adopted, adoptedDuplicate } from "./adopted-pod.ts";
import { completeStep, moved, newPod, reload, startAgain, startedOutside } from "./change-pod.ts";
import {
  beginStop,
  callOff,
  deletedOutside,
  finishDelete,
  finishStop,
  forgotten,
  notGone,
  stopLatecomer,
} from "./change-stop.ts";

/** What its function may return, and nothing else, stands in `to`. */
export function transition<To extends Pod>(
  change: (...given: never[]) => To | undefined,
  from: readonly PodPhase[],
  { to, when }: { readonly to: readonly To["phase"][]; readonly when: string },
): Transition<PodPhase> {
  return { name: change.name, from, to, when };
}

/** All ways from one phase of a pod to another; ARCHITECTURE.md draws them, and no story or simulated day finds another one. */
export const podTransitions: readonly Transition<PodPhase>[] = [
  transition(newPod, [], { to: ["starting"], when: "somebody asks for a pod" }),
  transition(adopted, [], {
    to: ["starting", "stopped"],
    when: "the provider lists a pod of this instance that the store has forgotten",
  }),
  transition(adoptedDuplicate, [], {
    to: ["stopping"],
    when: "such a pod is up beside the one that its team has",
  }),
  transition(completeStep, ["starting"], { to: ["live"], when: "its last step is done" }),
  transition(reload, ["live"], { to: ["starting"], when: "its server is to start again" }),
  transition(moved, ["live"], { to: ["starting"], when: "its machine was started outside" }),
  transition(beginStop, ["starting", "live", "stopped"], {
    to: ["stopping"],
    when: "a stop or a deletion is ordered",
  }),
  transition(callOff, ["stopping"], {
    to: ["live"],
    when: "somebody comes back before the stop of an unused pod is carried out",
  }),
  transition(finishStop, ["starting", "live", "stopping"], {
    to: ["stopped"],
    when: "the provider confirms that it is stopped",
  }),
  transition(finishDelete, ["stopping"], { to: ["gone"], when: "the provider confirms that it is gone" }),
  transition(deletedOutside, ["stopped"], { to: ["gone"], when: "somebody has deleted it outside" }),
  transition(forgotten, ["starting", "live", "stopping", "stopped"], {
    to: ["gone"],
    when: "an admin gives it up, since the provider's key is not shown it",
  }),
  transition(startAgain, ["stopped"], { to: ["starting"], when: "somebody starts it again: the next run" }),
  transition(startedOutside, ["stopped"], { to: ["starting"], when: "somebody has started it outside" }),
  transition(stopLatecomer, ["gone"], {
    to: ["stopping"],
    when: "a machine turns up whose create answer was lost",
  }),
  transition(notGone, ["gone"], { to: ["stopping", "stopped"], when: "it is listed although it was gone" }),
];

import type { Pod } from "../../core/records/pod.ts";
import type { Provider } from "../../core/ports/provider.ts";
import type { Site } from "../../core/ports/software.ts";
import { isReached, type ReachedPod } from "../../core/records/server-address.ts";
import { failures } from "../../core/words/errors.ts";

/** The pod of a step that comes after its machine is known. @throws UserFacingError where it is not */
export function reached(pod: Pod): ReachedPod {
  if (!isReached(pod)) throw failures.machineVanished();
  return pod;
}

/** The same as software works on it. @throws UserFacingError */
export function reachedSite({ pod, provider }: { readonly pod: Pod; readonly provider: Provider }): Site {
  return { pod, machine: reached(pod).machine, shell: provider.shell };
}

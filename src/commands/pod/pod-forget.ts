import { forgotten } from "../../core/pods/change-stop.ts";
import { placeOf } from "../../core/records/place-of.ts";
import type { Pod } from "../../core/records/pod.ts";
import { update } from "../../core/ports/store.ts";
import { accountFailures, forgets, reallyForget } from "../../core/words/account.ts";
import { podPayloadOf } from "../../jobs/pod-payload.ts";
import { showPod } from "../../jobs/show-pod.ts";
import { stopPod } from "../../jobs/stop/stop-pod.ts";
import type { CommandContext } from "../context.ts";
import type { Call, Command } from "../define.ts";
import { namedPod } from "../find-records.ts";
import { working } from "../reply.ts";
import { startJob } from "../start-job.ts";

/** Ends the record of a pod that the provider's key is not shown, after an admin's yes; `stop-pod` frees its place and tells its end. */
export const podForget: Command = {
  path: ["pod", "forget"],
  isUse: false,
  summary: "Gives up a pod that the provider no longer shows, and that may still be billed; for admins",
  options: [{ name: "id", summary: "Which one, by its id in /pod list; else the team's own", type: "text" }],
  async confirm(call, context) {
    return reallyForget(await unshownPod(call, context));
  },
  async run(call, context) {
    const pod = await unshownPod(call, context);
    const { person } = call.invocation;
    const stored = await update(context.store.pods, placeOf(pod), (current) =>
      forgotten(current, person, context.clock.now()),
    );
    if (stored?.value.phase !== "gone") throw accountFailures.nothingToForget();
    context.log.warn("a pod was given up", { podId: pod.id });
    await startJob(stopPod, podPayloadOf(pod), context);
    return working(await showPod(stored.value, context), forgets());
  },
};

/** @throws UserFacingError for whoever is no admin, and for a pod that the provider shows */
async function unshownPod({ invocation, options }: Call, { store }: CommandContext): Promise<Pod> {
  const { teamId, isAdmin } = invocation;
  if (!isAdmin) throw accountFailures.forgetIsAdmins();
  const pod = await namedPod(store, teamId, options);
  if (pod?.unshown === undefined || pod.phase === "gone") throw accountFailures.nothingToForget();
  return pod;
}

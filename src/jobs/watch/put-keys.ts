import { areKeysDue, takesKeys, requestedKeys, withKeysOn } from "../../core/access/people-keys.ts";
import type { RunningPod } from "../../core/ports/software.ts";
import { update } from "../../core/ports/store.ts";
import type { JobContext } from "../context.ts";
import type { Job } from "../define.ts";
import { podKey, podPayload, podPlace, type PodPayload } from "../pod-payload.ts";
import { runningPodOf } from "../running-pod.ts";
import { logAndContinue } from "../log-and-continue.ts";

const callMs = 30_000;
const retryMs = 10_000;

/**
 * Puts the keys that people wish onto the pod, and takes the others off; tries until it could. It does so even where
 * the record says that all is there: an earlier run that was overtaken may have put older ones on after that.
 */
export const putKeys: Job<PodPayload> = {
  name: "put-keys",
  lane: "watch",
  parse: (payload) => podPayload.parse(payload),
  key: podKey,
  async run(payload, context) {
    const pod = (await context.store.pods.get(payload.teamId, payload.podId))?.value;
    if (pod === undefined || !takesKeys(pod)) return undefined;
    const site = runningPodOf(pod, context);
    if (site?.shell.ssh === undefined) return undefined;
    if (!(await admit(site, context))) return { againInMs: retryMs };
    const { startId } = site.machine;
    const stored = await update(context.store.pods, podPlace(payload), (current) =>
      withKeysOn(current, startId, requestedKeys(pod)),
    );
    // Meanwhile somebody added or removed one.
    if (stored !== undefined && areKeysDue(stored.value)) return { againInMs: 0 };
    context.log.info("people's SSH keys are on the pod", { podId: pod.id });
    return undefined;
  },
};

/** Whether the pod has them. */
async function admit({ pod, machine, shell }: RunningPod, context: JobContext): Promise<boolean> {
  const keys = requestedKeys(pod).map(({ key }) => key);
  try {
    await shell.ssh?.admit(machine, keys, context.clock.deadline(callMs, context.shutdown));
    return true;
  } catch (error) {
    logAndContinue(error, { event: "people's SSH keys are not on the pod", podId: pod.id }, context);
    return false;
  }
}

import { rotated } from "../../core/pods/change-pod.ts";
import { lockOf, type Pod } from "../../core/records/pod.ts";
import { isReached } from "../../core/records/server-address.ts";
import { peopleAddress } from "../../core/access/keyed-address.ts";
import { update } from "../../core/ports/store.ts";
import type { JobContext } from "../context.ts";
import type { Job } from "../define.ts";
import { podKey, podPayload, podPlace, type PodPayload } from "../pod-payload.ts";
import { runningPodOf } from "../running-pod.ts";
import { logAndContinue } from "../log-and-continue.ts";
import { announceLive } from "../announce-live.ts";

const callMs = 30_000;
const retryMs = 10_000;

/** Brings the key that the record asks for to the pod, and the new URL to the cards once it opens; tries until it does. */
export const changeLock: Job<PodPayload> = {
  name: "change-lock",
  lane: "watch",
  parse: (payload) => podPayload.parse(payload),
  key: podKey,
  async run(payload, context) {
    const pod = (await context.store.pods.get(payload.teamId, payload.podId))?.value;
    if (pod?.phase !== "live" || pod.run.isRotating !== true) return undefined;
    if (!(await putOn(pod, context))) return { againInMs: retryMs };
    const stored = await update(context.store.pods, podPlace(payload), (current) =>
      rotated(current, lockOf(pod)),
    );
    // Meanwhile somebody wished for yet another key.
    if (stored?.value.run.isRotating === true) return { againInMs: 0 };
    if (stored !== undefined) await announceLive(stored.value, context);
    context.log.info("key changed", { podId: pod.id });
    return undefined;
  },
};

/** Whether the pod has the key and opens to it. */
async function putOn(pod: Pod, context: JobContext): Promise<boolean> {
  const site = runningPodOf(pod, context);
  if (site === undefined || !isReached(pod)) return false;
  const signal = context.clock.deadline(callMs, context.shutdown);
  try {
    await context.software.lock(site, signal);
    return await context.labelServer.answers(peopleAddress(pod, context.keys), signal);
  } catch (error) {
    logAndContinue(error, { event: "key not changed, will be tried again", podId: pod.id }, context);
    return false;
  }
}

import type { Pod } from "../core/records/pod.ts";
import type { JobContext } from "./context.ts";
import { isReached } from "../core/records/server-address.ts";
import { outdatedCards, liveCard } from "../core/cards/address-cards.ts";
import { calledOffCard } from "../core/cards/pod-alarms.ts";
import { settingsOf } from "../core/idle/pod-policy.ts";
import { showPod } from "./show-pod.ts";

/** Says that it is live: a crash after the record was written would have kept that back, and saying it twice does nothing. */
export async function announceLive(pod: Pod, context: JobContext): Promise<void> {
  if (pod.phase !== "live" || !isReached(pod)) return;
  await showPod(pod, context);
  if (pod.run.calledOffAtMs !== undefined) await context.chat.show(calledOffCard(pod, pod.run.calledOffAtMs));
  for (const card of outdatedCards(pod)) await context.chat.show(card);
  await context.chat.show(liveCard(pod, await settingsOf(context, pod.teamId)));
}

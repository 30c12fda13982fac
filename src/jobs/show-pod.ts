import { podCard } from "../core/cards/pod-card.ts";
import type { Card } from "../core/records/card.ts";
import type { Pod } from "../core/records/pod.ts";
import type { JobContext } from "./context.ts";

/** Draws the card of a pod's run as this record says it, and returns it. */
export async function showPod(
  pod: Pod,
  { chat, clock, settings }: Pick<JobContext, "chat" | "clock" | "settings">,
): Promise<Card> {
  const card = podCard(pod, clock.now(), settings);
  await chat.show(card);
  return card;
}

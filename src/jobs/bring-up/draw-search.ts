import { podCard } from "../../core/cards/pod-card.ts";
import type { StepWork } from "./step-work.ts";

/** Shows on the pod's card how the search for a machine goes, as the record says it now. */
export async function drawSearch({ context, save }: StepWork): Promise<void> {
  const pod = await save((current) => current);
  await context.chat.show(podCard(pod, context.clock.now(), context.settings));
}

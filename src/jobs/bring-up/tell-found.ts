import { foundCard } from "../../core/cards/search-cards.ts";
import type { StepWork } from "./step-work.ts";

/** Tells whoever waited that a machine was found; saying it twice does nothing. */
export async function tellFound({ context, save }: StepWork): Promise<void> {
  const pod = await save((current) => current);
  const { foundAtMs, upAtMs } = pod.run;
  if (pod.phase === "starting" && foundAtMs !== undefined && upAtMs === undefined)
    await context.chat.show(foundCard(pod));
}

import type { GpuRequest } from "../../core/records/gpu-request.ts";
import type { CommandContext } from "../context.ts";

/** Longer than other answers may take, which wait for nothing outside. */
const patienceMs = 4_000;

/** @throws UserFacingError where nothing of that cloud can be had any more */
export async function checkCloud(
  { cloud }: Pick<GpuRequest, "cloud">,
  { provider, clock }: Pick<CommandContext, "provider" | "clock">,
): Promise<void> {
  const why = await provider.market.whyNever?.(cloud, clock.deadline(patienceMs));
  if (why !== undefined) throw why;
}

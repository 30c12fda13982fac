import { type DigitalDiscord, DiscordGateway } from "discord-digital-twin";
import { z } from "zod";

const startedSchema = z.object({ gateway: z.instanceof(DiscordGateway) });

/** Private in the digital twin, and the only place that all its events pass; it is there once the twin has started. */
export function gatewayOf(discord: DigitalDiscord): DiscordGateway {
  return startedSchema.parse(discord["server"]).gateway;
}

import { GatewayDispatchEvents, PermissionsBitField } from "discord.js";
import type { DigitalDiscord } from "discord-digital-twin";
import { z } from "zod";
import { gatewayOf } from "./gateway-of.ts";
import { ids } from "./seed.ts";

const memberSchema = z.looseObject({ user: z.looseObject({ id: z.string() }) });
const interactionSchema = z.looseObject({
  id: z.string(),
  channel_id: z.string(),
  guild_id: z.string().optional(),
  member: memberSchema.optional(),
});

const interactionCreate: string = GatewayDispatchEvents.InteractionCreate;

/** What the digital twin lets everybody do; in interactions it says of everybody that they may do everything. */
const everybodys = 1_071_698_660_929n;
const { ManageGuild, Administrator } = PermissionsBitField.Flags;
/** Discord itself names all permissions to an administrator; without the others it is seen that this one is enough. */
const permissions = new Map<string, bigint>([
  [ids.manager, everybodys | ManageGuild],
  [ids.administrator, everybodys | Administrator],
]);

type Interaction = z.infer<typeof interactionSchema>;

/**
 * Makes the interactions of the digital twin what Discord's are for a newcomer, for members and in direct messages.
 * @param onSent hears of each as it leaves
 * @returns what sends the last of them again, as Discord does after a session was resumed
 */
export function completeInteractions(
  discord: DigitalDiscord,
  onSent: (interactionId: string) => void,
): () => void {
  const gateway = gatewayOf(discord);
  let last: unknown;
  const broadcast = gateway.broadcast.bind(gateway);
  gateway.broadcast = (event, data): void => {
    if (event !== interactionCreate) {
      broadcast(event, data);
      return;
    }
    const interaction = interactionSchema.parse(data);
    last = completed(interaction);
    broadcast(event, last);
    onSent(interaction.id);
  };
  return () => broadcast(interactionCreate, last);
}

function completed(interaction: Interaction): unknown {
  const { member, guild_id: guildId, ...rest } = interaction;
  if (interaction.channel_id === ids.directMessages) return { ...rest, user: member?.user, context: 1 };
  const userId = member?.user.id ?? "";
  const standing = {
    pending: userId === ids.newcomer,
    permissions: `${permissions.get(userId) ?? everybodys}`,
  };
  return { ...rest, guild_id: guildId, member: { ...member, ...standing } };
}

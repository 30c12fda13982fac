import { z } from "zod";

/** Source: https://docs.slack.dev/interactivity/implementing-slash-commands#app_command_handling */
export const slashCommandSchema = z.object({
  team_id: z.string(),
  channel_id: z.string(),
  user_id: z.string(),
  user_name: z.string().default(""),
  command: z.string(),
  text: z.string().default(""),
  trigger_id: z.string(),
});

/** Source: https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
export const buttonPressSchema = z.object({
  team: z.object({ id: z.string() }),
  channel: z.object({ id: z.string() }),
  user: z.object({ id: z.string(), username: z.string().optional(), name: z.string().optional() }),
  container: z.object({ is_ephemeral: z.boolean().default(false) }),
  trigger_id: z.string(),
  actions: z.tuple([z.object({ value: z.string() })], z.unknown()),
});

/** What every refused call answers. */
export const refusalSchema = z.object({ error: z.string() });

export const authSchema = z.object({
  team_id: z.string(),
  user_id: z.string(),
  bot_id: z.string(),
  /** Put there by the Web API client from the header x-oauth-scopes. */
  response_metadata: z.object({ scopes: z.array(z.string()).optional() }).optional(),
});

export const userSchema = z.object({
  user: z.object({
    is_restricted: z.boolean().default(false),
    is_ultra_restricted: z.boolean().default(false),
    is_stranger: z.boolean().default(false),
    is_admin: z.boolean().default(false),
    is_owner: z.boolean().default(false),
    is_primary_owner: z.boolean().default(false),
  }),
});

export const postedSchema = z.object({ ts: z.string() });

export const historySchema = z.object({
  messages: z.array(
    z.object({
      ts: z.string(),
      bot_id: z.string().optional(),
      metadata: z
        .object({ event_type: z.string(), event_payload: z.record(z.string(), z.unknown()).default({}) })
        .optional(),
    }),
  ),
});

/** What Slack says on Socket Mode before it ends a connection. Source: https://docs.slack.dev/apis/events-api/using-socket-mode#disconnect */
export const disconnectSchema = z.object({ type: z.literal("disconnect"), reason: z.string().optional() });

export type SlashCommandBody = z.infer<typeof slashCommandSchema>;
export type ButtonPressBody = z.infer<typeof buttonPressSchema>;

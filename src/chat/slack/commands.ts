import { randomUUID } from "node:crypto";
import type { App, RespondFn } from "@slack/bolt";
import type { CommandDefinition } from "../../commands/define.ts";
import { describeError } from "../../core/common/errors.ts";
import { failures } from "../../core/words/errors.ts";
import { type Answer, type AnswerDeps, sendAnswer, toAnswer } from "./answer.ts";
import {
  fromButtonPress,
  fromSlashCommand,
  placeOf,
  type SlackHome,
  type SlackInput,
  toInvocation,
} from "./invocation.ts";
import { type People, stranger } from "./people.ts";
import { actionIdPrefix } from "./render.ts";
import { buttonPressSchema, slashCommandSchema } from "./schema.ts";
import { createSeen } from "../seen.ts";
import type { ChatDeps } from "../chat-deps.ts";

export type CommandDeps = AnswerDeps &
  Pick<ChatDeps, "clock" | "dispatch"> & {
    readonly home: SlackHome;
    readonly people: People;
  };

type Delivery = { readonly ack: () => Promise<void>; readonly respond: RespondFn; read(): SlackInput };

/** How many commands are remembered against second deliveries; Slack's come within a minute. */
const rememberedCommands = 500;

/** Takes slash commands and buttons; returns a wait for those that are still being answered. */
export function listenToCommands(
  app: App,
  definitions: readonly CommandDefinition[],
  deps: CommandDeps,
): () => Promise<void> {
  const seen = createSeen(rememberedCommands);
  const underWay = new Set<Promise<void>>();

  async function take(delivery: Delivery): Promise<void> {
    // Before anything else: Slack waits three seconds.
    await delivery.ack();
    // One turn later, so that a burst of commands is acknowledged before the first of them costs time.
    await deps.clock.sleep(0);
    const input = delivery.read();
    if (!seen.add(input.triggerId)) {
      deps.log.info("slack command delivered again");
      return;
    }
    await sendAnswer(deps, input, { respond: delivery.respond, answer: await run(deps, input) });
  }

  async function track(delivery: Delivery): Promise<void> {
    const work = take(delivery).catch((error: unknown) =>
      deps.log.error("slack command lost", describeError(error)),
    );
    underWay.add(work);
    await work;
    underWay.delete(work);
  }

  for (const word of new Set(definitions.map(({ path }) => path[0]))) {
    app.command(`/${word}`, ({ ack, respond, body }) =>
      track({ ack, respond, read: () => fromSlashCommand(slashCommandSchema.parse(body)) }),
    );
  }
  app.action(new RegExp(`^${actionIdPrefix}`), ({ ack, respond, body }) =>
    track({ ack, respond, read: () => fromButtonPress(buttonPressSchema.parse(body)) }),
  );
  return async () => void (await Promise.all(underWay));
}

async function run(
  { home, people, dispatch, log, closing }: CommandDeps,
  input: SlackInput,
): Promise<Answer> {
  try {
    // Nobody of another workspace can be looked up, and none of their commands count.
    const isForeign = placeOf(input, home) === "foreign-team";
    const standing = isForeign ? stranger : await people.look(input.userId, closing);
    return toAnswer(await dispatch(toInvocation(input, home, standing)));
  } catch (error) {
    const reference = randomUUID().slice(0, 8);
    log.error("slack command failed", { reference, ...describeError(error) });
    return { text: failures.internal(reference).userMessage };
  }
}

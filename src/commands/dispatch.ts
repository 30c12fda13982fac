import { checkAccess } from "../core/access/check-access.ts";
import { undatedMs } from "../core/idle/late-uses.ts";
import { ConflictError, describeError, UserFacingError } from "../core/common/errors.ts";
import type { Dispatch, Invocation, Reply } from "../core/records/invocation.ts";
import type { Pod } from "../core/records/pod.ts";
import { mayBeCalledOff } from "../core/pods/change-stop.ts";
import { touch } from "../core/pods/change-pod.ts";
import { holdsPrivateKey } from "../core/access/public-key.ts";
import { revealCard } from "../core/access/reveal-keys.ts";
import { update } from "../core/ports/store.ts";
import { failures } from "../core/words/errors.ts";
import { sshFailures } from "../core/words/ssh.ts";
import { askFirst } from "./confirm.ts";
import type { CommandContext } from "./context.ts";
import type { Call, Command } from "./define.ts";
import { findCommand } from "./line/find-command.ts";
import { hurriedChat } from "./hurried-chat.ts";
import { parseLine } from "./line/parse-line.ts";
import { parseOptions } from "./line/parse-options.ts";
import { refusal } from "./reply.ts";

/**
 * Every command of every platform, typed or by a button, goes through here: access, options, audit, answer.
 * The answer's card has its keys in it: it goes to its person and is kept nowhere.
 */
export function createDispatch(commands: readonly Command[], given: CommandContext): Dispatch {
  const context = { ...given, chat: hurriedChat(given) };
  return async (invocation) => {
    try {
      checkAccess(invocation);
      // Before anything else reads the line, and whichever command it was meant for.
      if (holdsPrivateKey(invocation.commandLine)) throw sshFailures.privateKey();
      const { card, acknowledgement } = await run(commands, invocation, context);
      return { card: revealCard(card, context.keys), acknowledgement };
    } catch (error) {
      return refusal(invocation, toUserFacing(error, context));
    }
  };
}

async function run(
  commands: readonly Command[],
  invocation: Invocation,
  context: CommandContext,
): Promise<Reply> {
  const parsed = parseLine(invocation.commandLine);
  const command = findCommand(commands, parsed);
  const call: Call = {
    invocation,
    options: parseOptions(command, parsed.words),
    run: (again) => run(commands, again, context),
  };
  await audit(command, invocation, context);
  // A yes counts for the very question that was asked: what it is about may have changed since.
  const question = await command.confirm?.(call, context);
  if (question !== undefined && question !== invocation.confirmedQuestion)
    return askFirst(question, call, context);
  return isUse(command, call) ? runAsUse(command, call, context) : command.run(call, context);
}

function isUse({ isUse: rule }: Command, { options }: Call): boolean {
  return typeof rule === "boolean" ? rule : rule(options);
}

/** What is refused is no use, but where somebody comes back to a pod that is being stopped because nobody used it. */
async function runAsUse(command: Command, call: Call, context: CommandContext): Promise<Reply> {
  const askedAtMs = context.clock.now();
  try {
    const reply = await command.run(call, context);
    if (reply.card.outcome !== "failed") await noteUse(call.invocation, askedAtMs, context);
    return reply;
  } catch (error) {
    if (!(error instanceof UserFacingError && error.code === "pod-stopping")) throw error;
    const pod = await noteUse(call.invocation, askedAtMs, context);
    throw pod !== undefined && mayBeCalledOff(pod) ? failures.stopMayBeCalledOff() : error;
  }
}

/**
 * What is done while the time is in doubt is noted by that, and once more when it is sure.
 * The command is done by then, so what fails here is no failure of it: the next sweep writes it, and nothing is stopped before.
 */
async function noteUse(
  { teamId }: Invocation,
  atMs: number,
  context: CommandContext,
): Promise<Pod | undefined> {
  const { clock, store, lateUses, log } = context;
  const isSure = clock.isConfirmed();
  lateUses.note(teamId, isSure ? atMs : undatedMs);
  try {
    const slot = await store.slots.get(teamId, "pod");
    const place = slot && { teamId, id: slot.value.holderId };
    const stored = place && (await update(store.pods, place, (pod) => touch(pod, atMs)));
    if (isSure) lateUses.written(teamId, atMs);
    return stored?.value;
  } catch (error) {
    log.warn("a command can't be noted as use now", describeError(error));
    return undefined;
  }
}

/** Who gave which command when; options are left out, they may hold what must not be kept. */
async function audit(command: Command, invocation: Invocation, context: CommandContext): Promise<void> {
  const atMs = context.clock.now();
  const text = command.path.join(" ");
  context.log.info("command", { command: text, platform: invocation.platform });
  await context.store.notices.create(invocation.teamId, `command-${atMs}-${context.newId()}`, {
    atMs,
    kind: "command",
    text,
    person: invocation.person,
  });
}

function toUserFacing(error: unknown, context: CommandContext): UserFacingError {
  if (error instanceof UserFacingError) return error;
  if (error instanceof ConflictError) return failures.tooFast();
  const reference = context.newId();
  context.log.error("command failed", { reference, ...describeError(error) });
  return failures.internal(reference);
}

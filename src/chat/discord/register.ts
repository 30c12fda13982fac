import { type Client, Routes } from "discord.js";
import { describeError, type UserFacingError } from "../../core/common/errors.ts";
import { discordFailures } from "../../core/words/discord.ts";
import { createAskedWait } from "../board/pace/asked-wait.ts";
import type { RefusedError } from "../board/refused-error.ts";
import { createWakefulLoop } from "../board/wakeful-loop.ts";
import type { PlatformDeps } from "../chat-deps.ts";
import { explainRefusal } from "./explain.ts";
import { patiently } from "./patiently.ts";
import { refusalOfError } from "./refusal.ts";
import { findRegistrationFaults } from "./registration-faults.ts";
import { toRegistration } from "./registration.ts";

export type RegisterDeps = Pick<PlatformDeps, "commands" | "clock" | "log" | "health"> & {
  readonly client: Client<true>;
  readonly guildId: string;
};

export type Registrar = AsyncDisposable & {
  /** @throws UserFacingError when the bot may not; what passes by itself is tried again, and said until then. */
  first(): Promise<void>;
  /** Registers them again, in the background. */
  again(): void;
};

const registerMs = 20_000;
/** Somebody mends a right at Discord. */
const refusedAgainMs = 5 * 60_000;

/** The team's slash commands at Discord. */
export function createRegistrar(deps: RegisterDeps): Registrar {
  const { clock, log } = deps;
  const shutdown = new AbortController();
  const attempts = createAttempts(deps, shutdown.signal);
  const loop = createWakefulLoop({
    clock,
    shutdown: shutdown.signal,
    turn: attempts.turn,
    onFailure: (error) => log.warn("the discord commands are not registered", describeError(error)),
  });

  async function first(): Promise<void> {
    try {
      await attempts.turn();
    } catch {
      loop.wake(false);
    }
    const fault = attempts.fault();
    if (fault?.retryable === false) throw fault;
  }

  return {
    first,
    again: () => loop.wake(true),
    async [Symbol.asyncDispose]() {
      shutdown.abort();
      await loop.finish();
    },
  };
}

type Attempts = {
  /** Returns in how many milliseconds to try again. @throws what passes by itself */
  turn(): Promise<number | undefined>;
  /** Why they are not registered. */
  fault(): UserFacingError | undefined;
};

function createAttempts(deps: RegisterDeps, shutdown: AbortSignal): Attempts {
  const { clock, log, health } = deps;
  const asked = createAskedWait(clock);
  let fault: UserFacingError | undefined;

  async function turn(): Promise<number | undefined> {
    const leftMs = asked.leftMs();
    if (leftMs !== undefined) return leftMs;
    try {
      await asked.heed(() => register(deps, shutdown));
      if (fault !== undefined) health.works("commands");
      fault = undefined;
    } catch (error) {
      if (shutdown.aborted) return undefined;
      fault = explain(refusalOfError(error));
      health.failed("commands", fault);
      if (fault.retryable) throw error;
      log.error("discord refuses the bot's commands", describeError(error));
      return refusedAgainMs;
    }
    return undefined;
  }

  return { turn, fault: () => fault };
}

async function register(
  { client, guildId, commands, clock }: RegisterDeps,
  shutdown: AbortSignal,
): Promise<void> {
  const body = toRegistration(commands);
  const faults = findRegistrationFaults(body);
  if (faults.length > 0) throw new Error(`Discord would refuse the commands: ${faults.join("; ")}`);
  const route = Routes.applicationGuildCommands(client.application.id, guildId);
  await patiently({ clock, shutdown, withinMs: registerMs }, (signal) =>
    client.rest.put(route, { body, signal }),
  );
}

/** Without the scope for commands Discord says that the bot has no access to the server. */
function explain(refusal: RefusedError): UserFacingError {
  const isScope = refusal.kind === "channel" || refusal.kind === "rights";
  if (refusal.kind === "content") return discordFailures.commandsContent(refusal);
  return isScope ? discordFailures.commands(refusal) : explainRefusal(refusal);
}

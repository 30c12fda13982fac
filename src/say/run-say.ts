import { ZodError } from "zod";
import type { Card } from "../core/records/card.ts";
import type { Reply } from "../core/records/invocation.ts";
import type { Clock } from "../core/common/clock.ts";
import { sayWords } from "../core/words/say.ts";
import { sendCommand } from "./bot-client.ts";
import { findBot } from "./bot-files.ts";
import { followCard } from "./follow-card.ts";
import { parseSayArguments, type SayArguments } from "./parse-arguments.ts";
import { createJsonPrinter, createTextPrinter, type Output, type Printer } from "./printer.ts";
import { defined } from "../core/common/defined.ts";

export type SayDeps = {
  readonly argv: readonly string[];
  /** The bot's data folder. */
  readonly home: string;
  readonly clock: Clock;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly signal: AbortSignal;
};

const answerMs = 15_000;

/** 0: the work succeeded; 1: it failed or was refused; 2: the bot can't be reached; 130: interrupted. */
export type ExitCode = 0 | 1 | 2 | 130;

/** Sends one command to the running bot and shows its card until the work is over. */
export async function runSay(deps: SayDeps): Promise<ExitCode> {
  const order = parseSayArguments(deps.argv);
  if (order === undefined) return complain(deps, 1, sayWords.usage);
  const printer = order.isJson ? createJsonPrinter(deps) : createTextPrinter(deps);
  try {
    return await give(order, printer, deps);
  } catch (error) {
    if (deps.signal.aborted) return 130;
    if (error instanceof ZodError || error instanceof SyntaxError) return complain(deps, 1, sayWords.odd);
    throw error;
  }
}

async function give(order: SayArguments, printer: Printer, deps: SayDeps): Promise<ExitCode> {
  const reply = await send(order, deps);
  if (typeof reply === "number") return reply;
  printer.card(reply.card);
  const question = reply.card.actions?.find(({ commandLine }) => commandLine.startsWith("labelpod confirm"));
  if (question === undefined) return waitForEnd(reply.card, printer, deps);
  if (!order.confirms) return complain(deps, 1, sayWords.notConfirmed);
  return give({ ...order, line: question.commandLine, confirms: false }, printer, deps);
}

/** The reply, or how to end without one. */
async function send({ line, as }: SayArguments, deps: SayDeps): Promise<Reply | ExitCode> {
  const bot = await findBot(deps.home);
  if (bot === undefined) return complain(deps, 2, sayWords.notRunning(deps.home));
  try {
    const signal = deps.clock.deadline(answerMs, deps.signal);
    const answer = await sendCommand(bot, { line, ...defined({ as }) }, signal);
    return "error" in answer ? complain(deps, 1, answer.error) : answer;
  } catch (error) {
    deps.signal.throwIfAborted();
    if (isAway(error)) return complain(deps, 2, sayWords.notReached(bot.url));
    throw error;
  }
}

async function waitForEnd(card: Card, printer: Printer, deps: SayDeps): Promise<ExitCode> {
  // An answer for one person is a picture of the moment; nothing follows it.
  const isOver = card.onlyFor !== undefined || card.outcome !== "open";
  const outcome = isOver
    ? card.outcome
    : await followCard(card, { ...deps, onCard: (next) => printer.card(next) });
  if (outcome === undefined) return complain(deps, 2, sayWords.lost);
  return outcome === "failed" ? 1 : 0;
}

function complain({ stderr }: SayDeps, code: ExitCode, sentence: string): ExitCode {
  stderr.write(`${sentence}\n`);
  return code;
}

/** Fetch throws a TypeError for a connection that can't be made or breaks, and the reason of a deadline. */
function isAway(error: unknown): boolean {
  return error instanceof TypeError || (error instanceof DOMException && error.name === "TimeoutError");
}

import type { Action } from "../../src/core/records/card.ts";
import type { Invocation, Reply } from "../../src/core/records/invocation.ts";
import type { UserFacingError } from "../../src/core/common/errors.ts";
import { failures } from "../../src/core/words/errors.ts";
import { nextTimeOfDay } from "../../src/core/common/time-of-day.ts";
import { parseDuration } from "../../src/core/common/duration.ts";
import { plain } from "../../src/core/records/text.ts";
import type { BotLives } from "./lives.ts";
import type { Order } from "./people.ts";
import { isDone } from "./rules.ts";
import { hourMs, secondMs } from "./units.ts";
import { settings, teamId, type WorldParts } from "./world-parts.ts";

/** Who has read a question says yes after so long. */
const readMs = 10 * secondMs;

/** Gives a command as a person does, and takes in what comes of it. */
export function giveOrder(order: Order, parts: WorldParts, lives: BotLives): void {
  const { pods, judge, story } = parts;
  const life = lives.current();
  if (order.isOnlyWithoutPod === true && pods.up().length > 0) return;
  if (life === undefined) {
    story.tell(order.person, `/${order.line}, and no bot is there`);
    return;
  }
  story.tell(order.person, `/${order.line}`);
  if (order.confirms !== undefined) judge.confirmed(order.confirms);
  judge.figures.commands += 1;
  judge.beforeUse();
  if (lineOf(order).startsWith("pod up")) judge.wished();
  if (lineOf(order).startsWith("pod up") && pods.up().length === 0) parts.truth.wished(parts.clock.now());
  void hear(order, { parts, lives });
}

type Hearing = { readonly parts: WorldParts; readonly lives: BotLives };

async function hear(order: Order, { parts, lives }: Hearing): Promise<void> {
  const { clock, judge, provider } = parts;
  const life = lives.current();
  const askedAtMs = clock.now();
  const isPodKept = provider.listed().some((listed) => listed.teamId === teamId);
  let isAnswered = false;
  const takeAnswer = parts.rules.asked(lineOf(order), isPodKept);
  clock.at(askedAtMs + 60 * secondMs, () => {
    if (isAnswered) return;
    if (lives.current() === life) judge.unanswered(order.line);
    else mayBeDone(lineOf(order), askedAtMs, parts);
  });
  const reply = await life?.dispatch(toInvocation(order));
  if (reply === undefined) return;
  isAnswered = true;
  const yes = questionIn(reply);
  // Of a fresh pod nobody can say yet whether it is the one that stays.
  if (yes === undefined && !lineOf(order).includes("fresh:yes")) takeAnswer(reply);
  takeIn(order, reply, parts);
  judge.answered(lineOf(order), reply, clock.now() - askedAtMs);
  if (yes !== undefined)
    clock.at(clock.now() + readMs, () => giveOrder(confirming(order, yes.commandLine), parts, lives));
}

/** Whoever says yes does not ask first whether a pod has come up meanwhile. */
function confirming(order: Order, line: string): Order {
  const { isOnlyWithoutPod: _, ...rest } = order;
  return { ...rest, line, confirms: order.line };
}

/** What it comes to. */
function lineOf({ line, confirms }: Order): string {
  return confirms ?? line;
}

function toInvocation({ line, person, isAdmin }: Order): Invocation {
  return {
    teamId,
    platform: "web",
    person: { platform: "web", id: person, name: person },
    isGuest: false,
    isAdmin: isAdmin === true,
    place: "team-channel",
    commandLine: line,
  };
}

/** Whoever was told that a stop may be called off for them. */
function isComeback(reply: Reply): boolean {
  return says(reply, failures.stopMayBeCalledOff());
}

function says({ card }: Reply, { userMessage }: UserFacingError): boolean {
  return card.lines.flat().includes(userMessage);
}

/** Whoever changes something of the pod, or begins work on it, uses it; asking and stopping are no use. */
const isUse = /^(?:pod (?:up|keep|idle|restart|url rotate)|train (?!status))/u;

/** What a person may count on from now on. */
function takeIn(order: Order, reply: Reply, parts: WorldParts): void {
  const { isAdmin } = order;
  const line = lineOf(order);
  const { clock, pods, story, truth } = parts;
  story.tell(
    "bot",
    `answers: ${reply.card.outcome === "failed" ? plain(reply.card.lines.flat(), String) : reply.acknowledgement}`,
  );
  const nowMs = clock.now();
  if (isComeback(reply)) for (const pod of pods.up()) truth.touched(pod, nowMs);
  if (!isDone(reply)) mayBeDone(line, clock.now(), parts);
  // Where the store did not answer, nobody could tell them then that it may be called off, and that is done all the same.
  if (isUse.test(line) && says(reply, failures.podStopping()))
    for (const pod of pods.up()) truth.maybeKept(pod, nowMs);
  if (!isDone(reply) || !isUse.test(line) || questionIn(reply) !== undefined) return;
  for (const pod of pods.up()) {
    truth.touched(pod, clock.now());
    if (!line.startsWith("pod keep")) continue;
    const untilMs = untilOf(line, nowMs);
    if (isAdmin === true && line.includes("beyond-limit"))
      truth.limited(pod, Math.max(untilMs, truth.factsOf(pod).limitAtMs));
    truth.kept(pod, untilMs, nowMs);
  }
}

/** It failed on its way, or its bot died over it, so the pod may be kept all the same. */
function mayBeDone(line: string, askedAtMs: number, { pods, truth }: WorldParts): void {
  if (!line.startsWith("pod keep")) return;
  for (const pod of pods.up()) truth.maybeKept(pod, untilOf(line, askedAtMs));
}

function untilOf(line: string, nowMs: number): number {
  const time = /until:(\S+)/u.exec(line)?.[1];
  if (time !== undefined) return nextTimeOfDay(time, settings.timeZone, nowMs);
  const length = line.split(" ").map((word) => parseDuration(word.replace("for:", "")));
  return nowMs + (length.find((ms) => ms !== undefined) ?? hourMs);
}

/** Nothing is done before somebody has said yes. */
function questionIn({ card }: Reply): Action | undefined {
  return card.actions?.find(({ commandLine }) => commandLine.startsWith("labelpod confirm"));
}

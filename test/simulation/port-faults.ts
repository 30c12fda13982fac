import { ConflictError } from "../../src/core/common/errors.ts";
import { runpodFailures } from "../../src/core/words/runpod.ts";
import { simulatedFailures } from "../../src/core/words/simulated.ts";
import { shellFailures } from "../../src/core/words/shell.ts";
import { storeAway, storeFailure } from "../../src/core/words/store.ts";
import type { WorldClock } from "./clock.ts";
import { isWrite } from "./disk-faults.ts";
import type { FaultBoard } from "./fault-board.ts";
import type { CallFault } from "./faults.ts";
import { never } from "./never.ts";
import type { Slant } from "./provider-view.ts";

/** One call of a port that one life of the bot makes. */
export type PortCall = {
  /** Such as `store.pods.replace`. */
  readonly name: string;
  readonly origin: "command" | "job";
  readonly values: readonly unknown[];
  work(): Promise<unknown>;
};

export type GuardDeps = {
  readonly clock: WorldClock;
  readonly board: FaultBoard;
  isDead(): boolean;
  /** Ends the bot's process, until it is started again so much later. */
  kill(forMs: number): void;
  slantNext(slant: Slant): void;
  hide(providerPodId: string, untilMs: number): void;
  /** Told of each fault that has met a call. */
  met(fault: CallFault, name: string): void;
};

export type Guard = (call: PortCall) => Promise<unknown>;

/** How long a command waits for Redis. */
const commandMs = 800;
/** How long nobody waits for an answer, whoever it is. */
export const patienceMs = 60_000;

/** Stands between the bot and its ports: what is called meets what is wrong, and a dead bot gets no answer. */
export function createGuard(deps: GuardDeps): Guard {
  const { board, isDead } = deps;
  return async (call) => {
    if (isDead()) return never();
    if (board.isCalm()) return call.work();
    await meetEpisode(call, deps);
    if (isDead()) return never();
    const fault = board.take(call.name);
    if (fault === undefined) return call.work();
    deps.met(fault, call.name);
    const answer = await meetFault(fault, call, deps);
    return isDead() ? never() : answer;
  };
}

async function meetEpisode({ name, origin }: PortCall, { board }: GuardDeps): Promise<void> {
  if (isRedis(name) && board.isOn("redis-down")) {
    if (origin === "command" && !name.startsWith("chat")) throw storeAway(undefined);
    await board.over("redis-down");
  }
  if (isWrite(name) && board.isOn("redis-full"))
    throw storeFailure(new Error("OOM command not allowed when used memory > 'maxmemory'."));
  if (board.isOn("disk-full") && isWrite(name)) throw storeAway(undefined);
  if (!isProvider(name)) return;
  if (board.isOn("rate-limit")) throw runpodFailures.rateLimited();
  if (!board.isOn("provider-down")) return;
  throw name === "pods.create" ? runpodFailures.createUnknown() : runpodFailures.unreachable(undefined);
}

async function meetFault(fault: CallFault, call: PortCall, deps: GuardDeps): Promise<unknown> {
  const { clock, board } = deps;
  switch (fault.kind) {
    case "refused":
      return refuse(fault, call);
    case "answer-lost":
      return answerLost(fault, call, deps);
    case "late":
      return late(fault, call, clock);
    case "no-answer":
      return hang(fault, call, clock);
    case "stale":
    case "missing":
      deps.slantNext(fault.kind);
      return call.work();
    case "ignored":
      board.ignore(call.name, clock.now() + fault.lastsMs);
      return call.work();
    case "hidden":
      return hide(fault, call, deps);
    case "killed-before":
      deps.kill(fault.lastsMs);
      return undefined;
    case "killed-after":
      await call.work();
      deps.kill(fault.lastsMs);
      return undefined;
  }
}

function refuse({ choice }: CallFault, { name }: PortCall): unknown {
  if (isRedis(name)) throw storeAway(undefined);
  if (name === "pods.create" && choice < 0.5) throw runpodFailures.noCapacity();
  if (name === "pods.start" && choice < 0.3) throw runpodFailures.hostFull();
  if (isProvider(name)) throw choice < 0.5 ? runpodFailures.rateLimited() : runpodFailures.broken();
  if (name === "labelServer.answers") return false;
  if (name.startsWith("labelServer")) throw simulatedFailures.serverAway();
  if (name === "shell.forget") return undefined;
  throw shellFailures.noConnection(undefined);
}

/** A new pod may be hidden as well just then. */
async function answerLost(fault: CallFault, call: PortCall, deps: GuardDeps): Promise<never> {
  if (call.name === "pods.create" && fault.choice < 0.6) await hide(fault, call, deps);
  else await call.work();
  return lose(call);
}

/** ioredis sends a job's write again after a lost connection, which collides with the first one. */
function lose({ name, origin }: PortCall): never {
  if (isRedis(name) && origin === "job" && /replace|create|remove/u.test(name))
    throw new ConflictError("sent twice");
  if (isRedis(name)) throw storeAway(undefined);
  if (name === "pods.create") throw runpodFailures.createUnknown();
  if (isProvider(name)) throw runpodFailures.unreachable(undefined);
  if (name.startsWith("labelServer")) throw simulatedFailures.serverAway();
  throw shellFailures.connectionLost();
}

/** The answer comes when nobody waits for it any more, or before that. */
async function late({ lastsMs }: CallFault, call: PortCall, clock: WorldClock): Promise<unknown> {
  const answer = await call.work();
  if (isRedis(call.name) && call.origin === "command") {
    await clock.sleep(Math.min(lastsMs, commandMs));
    if (lastsMs > commandMs) throw storeAway(undefined);
    return answer;
  }
  await outlast(lastsMs, call, clock);
  return answer;
}

async function hang({ lastsMs }: CallFault, call: PortCall, clock: WorldClock): Promise<unknown> {
  if (isRedis(call.name) && call.origin === "command") {
    await clock.sleep(commandMs);
    throw storeAway(undefined);
  }
  // Whoever works waits for Redis for as long as it takes, and is then answered.
  if (isRedis(call.name)) {
    await clock.sleep(lastsMs);
    return call.work();
  }
  await outlast(patienceMs, call, clock);
  return refuse({ choice: 1, id: 0, atMs: 0, kind: "refused", calls: "", skips: 0, lastsMs }, call);
}

/** @throws UnknownCreateError, or the reason of the caller's signal, when it aborts before that */
async function outlast(ms: number, { name, values }: PortCall, clock: WorldClock): Promise<void> {
  const signal = values.find(isSignal);
  try {
    await clock.sleep(ms, signal);
  } catch (error) {
    throw name === "pods.create" ? runpodFailures.createUnknown(error) : error;
  }
}

async function hide(
  { lastsMs }: CallFault,
  call: PortCall,
  { clock, hide: hidePod }: GuardDeps,
): Promise<unknown> {
  const answer = await call.work();
  const [first] = call.values;
  hidePod(typeof first === "string" ? first : idIn(answer), clock.now() + lastsMs);
  return answer;
}

export function isRedis(name: string): boolean {
  return name.startsWith("store.") || name.startsWith("queue.") || name.startsWith("chat.");
}

function isProvider(name: string): boolean {
  return /^(?:pods|market|volumes|billing)\./u.test(name);
}

function isSignal(value: unknown): value is AbortSignal {
  return typeof value === "object" && value !== null && "throwIfAborted" in value;
}

function idIn(answer: unknown): string {
  if (typeof answer !== "object" || answer === null || !("providerPodId" in answer)) return "";
  return String(answer.providerPodId);
}

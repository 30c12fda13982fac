import type { PeoplePlan } from "./people.ts";
import type { Random } from "./random.ts";
import { hourMs, minuteMs, secondMs } from "./units.ts";

/** What one call of the bot meets. */
export type CallFaultKind =
  /** Refused, with nothing done. */
  | "refused"
  /** Done, and the answer lost. */
  | "answer-lost"
  /** Done, and the answer late. */
  | "late"
  /** No answer at all, with nothing done. */
  | "no-answer"
  /** A read as it was a while ago. */
  | "stale"
  /** A read that lacks the pod, once. */
  | "missing"
  /** Accepted and never done. */
  | "ignored"
  /** Done, and the pod is missing from what the provider says for a while. */
  | "hidden"
  /** The bot dies before the call. */
  | "killed-before"
  /** The bot dies when the call is done, before its answer. */
  | "killed-after";

/** What goes on for a while, or happens by itself. */
export type EpisodeKind =
  | "provider-down"
  | "rate-limit"
  | "redis-down"
  | "redis-wiped"
  /** Read, and takes nothing down. */
  | "redis-full"
  /** The teams' places alone are thrown away, or their pods' records alone. */
  | "place-evicted"
  | "pods-evicted"
  /** The bot's own Redis is read, and refuses to write. */
  | "disk-full"
  | "pipe-closed"
  /** Cards are recorded, and no platform shows them to anybody. */
  | "chat-down"
  | "ssh-cut"
  | "server-frozen"
  | "server-crash"
  | "gate-gone"
  | "gate-stuck"
  | "container-restart"
  | "crash-loop"
  | "clock-forward"
  | "clock-back"
  | "slept"
  | "started-wrong"
  | "killed"
  | "doubled"
  | "stranger"
  | "stopped-outside"
  | "hosts-full"
  | "stock-out"
  | "odd-machine"
  | "slow-container"
  | "balance-untold"
  | "deleted-outside"
  /** The bot is started with a key of another account, and later with the right one. */
  | "another-account"
  /** The provider refuses the key for a while. */
  | "key-refused"
  /** The bot is started with another key of the same account. */
  | "key-renewed";

export type CallFault = FaultTime & {
  readonly kind: CallFaultKind;
  /** How the names of the calls begin that it waits for; empty for any. */
  readonly calls: string;
  /** How many of them it lets pass. */
  readonly skips: number;
};

export type Episode = FaultTime & { readonly kind: EpisodeKind };

type FaultTime = {
  readonly id: number;
  readonly atMs: number;
  /** How long it takes, or until the next life of a bot that dies; infinite for never again. */
  readonly lastsMs: number;
  /** From 0 to 1, to choose by. */
  readonly choice: number;
};

export type Fault = CallFault | Episode;

export function isCallFault(fault: Fault): fault is CallFault {
  return "calls" in fault;
}

/** Calls that are rare and matter: each fault for them waits until they are made. */
const targets: readonly { readonly calls: string; readonly kinds: readonly CallFaultKind[] }[] = [
  {
    calls: "pods.create",
    kinds: ["refused", "answer-lost", "answer-lost", "late", "no-answer", "hidden", "hidden"],
  },
  { calls: "pods.start", kinds: ["refused", "answer-lost", "late", "ignored", "hidden"] },
  { calls: "pods.stop", kinds: ["refused", "answer-lost", "late", "no-answer", "ignored", "ignored"] },
  { calls: "pods.remove", kinds: ["refused", "answer-lost", "ignored", "late"] },
  { calls: "pods.list", kinds: ["stale", "missing", "refused", "late"] },
  { calls: "pods.get", kinds: ["stale", "missing", "missing", "refused"] },
  { calls: "labelServer.train", kinds: ["refused", "answer-lost", "late", "no-answer"] },
  { calls: "labelServer.tasks", kinds: ["refused", "no-answer", "late"] },
  { calls: "market.offers", kinds: ["refused", "late"] },
  { calls: "software.renew", kinds: ["refused", "answer-lost", "no-answer"] },
  { calls: "software.activity", kinds: ["refused", "late", "no-answer"] },
  { calls: "software.steps", kinds: ["refused", "answer-lost", "late", "no-answer"] },
  { calls: "shell.run", kinds: ["refused", "no-answer"] },
  { calls: "store.pods.replace", kinds: ["refused", "answer-lost", "late"] },
  { calls: "store.slots", kinds: ["refused", "answer-lost", "late"] },
  { calls: "chat.show", kinds: ["refused", "late"] },
  { calls: "queue.add", kinds: ["refused", "answer-lost"] },
];
const killTargets = [
  "pods.create",
  "pods.create",
  "pods.start",
  "pods.stop",
  "pods.remove",
  "store.pods",
  "store.slots",
  "store.trainings",
  "labelServer.train",
  "chat.show",
  "queue.add",
  "",
  "",
];
const anyCall: readonly CallFaultKind[] = ["refused", "answer-lost", "late", "no-answer"];

/** [kind, weight, from, to] */
const episodes: readonly (readonly [EpisodeKind, number, number, number])[] = [
  ["provider-down", 2, minuteMs, 60 * minuteMs],
  ["rate-limit", 2, minuteMs, 6 * minuteMs],
  ["redis-down", 2, 2 * secondMs, 40 * minuteMs],
  ["redis-wiped", 2, minuteMs, 30 * minuteMs],
  ["disk-full", 1, 5 * minuteMs, 60 * minuteMs],
  ["pipe-closed", 1, 30 * minuteMs, 6 * hourMs],
  ["chat-down", 1, minuteMs, 30 * minuteMs],
  ["ssh-cut", 3, minuteMs, 90 * minuteMs],
  ["server-frozen", 4, minuteMs, 20 * minuteMs],
  ["server-crash", 3, 30 * secondMs, 5 * minuteMs],
  ["gate-gone", 2, 0, 0],
  ["gate-stuck", 1, minuteMs, 30 * minuteMs],
  ["container-restart", 3, 0, 0],
  ["crash-loop", 1, 5 * minuteMs, 20 * minuteMs],
  ["clock-forward", 2, minuteMs, 9 * hourMs],
  ["clock-back", 2, minuteMs, 9 * hourMs],
  ["slept", 2, minuteMs, 9 * hourMs],
  ["started-wrong", 1, minuteMs, 9 * hourMs],
  ["killed", 4, 5 * secondMs, 6 * hourMs],
  ["doubled", 4, 0, 0],
  ["stranger", 1, hourMs, 3 * hourMs],
  ["stopped-outside", 1, 0, 0],
];
const weighted = episodes.flatMap((episode) => Array.from({ length: episode[1] }, () => episode));

/** Those of which one at a time may hold a stop up; the bound counts the longest. */
const holdUps: ReadonlySet<string> = new Set([
  "provider-down",
  "rate-limit",
  "gate-stuck",
  "another-account",
  "key-refused",
  "ignored",
  "hidden",
]);

export function holdsUp({ kind }: Fault): boolean {
  return holdUps.has(kind);
}

/** Those that keep a bot from deciding a stop, and from renewing the lease. */
const leaseHoldUps: ReadonlySet<string> = new Set(["ssh-cut", "redis-down", "redis-full", "disk-full"]);

export function holdsForALease({ kind }: Fault): boolean {
  return leaseHoldUps.has(kind);
}

/** The faults of some days, in order; each hold-up has six hours of its own. */
export function planFaults(
  random: Random,
  people: PeoplePlan,
  { startMs, days, more = [] }: { startMs: number; days: number; more?: readonly Fault[] },
): readonly Fault[] {
  const moments = momentsOf(people);
  const drafts = Array.from({ length: random.int(9, 14) * days }, () =>
    draft(random, moments, { startMs, days }),
  );
  if (random.chance(0.1)) drafts.push(goneForGood(random, moments));
  drafts.push(...more);
  const planned: Fault[] = [];
  let heldUpUntilMs = 0;
  for (const fault of drafts.toSorted((a, b) => a.atMs - b.atMs)) {
    if (holdsUp(fault)) {
      if (fault.atMs < heldUpUntilMs) continue;
      heldUpUntilMs = fault.atMs + fault.lastsMs + 6 * hourMs;
    }
    planned.push({ ...fault, id: planned.length });
  }
  return planned;
}

/** Whatever people do sets the bot to work, and so does what they leave behind. */
function momentsOf({ orders, sessions }: PeoplePlan): readonly number[] {
  const ends = sessions.flatMap(({ toMs }) => [toMs, toMs + hourMs, toMs + 75 * minuteMs]);
  return [...orders.map(({ atMs }) => atMs), ...ends];
}

type Span = { readonly startMs: number; readonly days: number };

function draft(random: Random, moments: readonly number[], span: Span): Fault {
  const atMs = random.chance(0.6)
    ? random.pick(moments) + random.int(-2000, 150_000)
    : span.startMs + Math.floor(random.next() * span.days * 24) * hourMs + random.int(0, hourMs);
  const time = { id: 0, atMs: Math.max(span.startMs, atMs), choice: random.next() };
  if (random.chance(0.4)) return { ...time, ...draftEpisode(random) };
  if (random.chance(0.2)) return { ...time, ...draftKill(random) };
  if (random.chance(0.35))
    return {
      ...time,
      kind: random.pick(anyCall),
      calls: "",
      skips: random.int(0, 12),
      lastsMs: callMs(random),
    };
  const target = random.pick(targets);
  const kind = random.pick(target.kinds);
  const lastsMs = kind === "ignored" ? random.pick(ignoredS) * secondMs : callMs(random);
  return { ...time, kind, calls: target.calls, skips: random.int(0, 1), lastsMs };
}

/** For how long what is accepted is not done. */
const ignoredS = [1, 40, 5 * 60, 25 * 60];

function callMs(random: Random): number {
  return random.int(1, 50) * secondMs;
}

function draftEpisode(random: Random): Pick<Episode, "kind" | "lastsMs"> {
  const [kind, , fromMs, toMs] = random.pick(weighted);
  // Short ones are as likely as long ones.
  return { kind, lastsMs: fromMs === 0 ? 0 : Math.round(fromMs * (toMs / fromMs) ** random.next()) };
}

function draftKill(random: Random): Pick<CallFault, "kind" | "calls" | "skips" | "lastsMs"> {
  return {
    kind: random.pick(["killed-before", "killed-after"]),
    calls: random.pick(killTargets),
    skips: random.int(0, 3),
    lastsMs: random.pick([1, 5, 5, 20, 60, 600, 3600, 5 * 3600]) * secondMs,
  };
}

function goneForGood(random: Random, moments: readonly number[]): Fault {
  const atMs = random.pick(moments) + random.int(0, 2 * hourMs);
  return { id: 0, kind: "killed", atMs, lastsMs: Number.POSITIVE_INFINITY, choice: 0 };
}

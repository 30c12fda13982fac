import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type App, startApp } from "../src/bot/app.ts";
import { createTerminalChat, type TerminalChat } from "../src/chat/terminal/terminal-chat.ts";
import { createClock } from "../src/system/clock.ts";
import { readConfig } from "../src/config/read-config.ts";
import type { Pod } from "../src/core/records/pod.ts";
import { type Figure, SkippedError } from "./figures.ts";

/** Beside the data folder only what downloads need is passed on, so that no key or token of whoever measures counts. */
const passedOn = /^(PATH|HOME|LANG|TMPDIR)$|^(UV|PIP|SSL)_|_proxy$/iu;
const person = { platform: "web", id: "bench", name: "bench" } as const;
const asked = {
  teamId: "main",
  platform: "web",
  person,
  isGuest: false,
  isAdmin: true,
  place: "team-channel",
} as const;

type Bench = { readonly app: App; readonly cards: TerminalChat; readonly signal: AbortSignal };

/**
 * Brings up a pod on this machine twice by the whole bot, on an empty volume and on the same one after a stop. What
 * MONAI Label itself takes to start is not the bot's own, nor is what the installer downloads and unpacks; the up to two
 * seconds until a look finds either done are in those steps.
 */
export async function measureBootstrap(): Promise<readonly Figure[]> {
  if (process.platform !== "linux") throw new SkippedError("pods on this machine need Linux.");
  const home = await mkdtemp(path.join(tmpdir(), "labelpod-bench-"));
  const end = new AbortController();
  try {
    const cards = createTerminalChat({ draw: () => undefined });
    await using app = await openApp(home, cards, end.signal);
    const bench = { app, cards, signal: end.signal };
    return [...cold(await cycle(bench)), ...ready(await cycle(bench))];
  } finally {
    end.abort();
    await rm(home, { recursive: true, force: true });
  }
}

async function openApp(home: string, cards: TerminalChat, signal: AbortSignal): Promise<App> {
  const environment = Object.entries(process.env).filter(([name]) => passedOn.test(name));
  return startApp({
    config: readConfig({ ...Object.fromEntries(environment), LABELPOD_HOME: home, LABELPOD_PORT: "0" }),
    clock: createClock(),
    signal,
    terminals: [cards],
    cardLogs: [],
    openLog: () => ({ info: silent, warn: silent, error: silent }),
    report: silent,
  });
}

/** One bring-up and its stop; returns the pod as it was when it went live. */
async function cycle(bench: Bench): Promise<Pod> {
  await give("pod up", bench);
  const [stored] = await bench.app.store.pods.list();
  if (stored === undefined) throw new Error("there is no record of the pod");
  await give("pod down", bench);
  return stored.value;
}

async function give(commandLine: string, { app, cards, signal }: Bench): Promise<void> {
  const { card } = await app.dispatch({ ...asked, commandLine });
  const ended = card.onlyFor === undefined ? await cards.whenOver(card.key, signal) : card;
  if (ended.outcome === "succeeded") return;
  const sentence = ended.lines.flat().map((part) => (typeof part === "string" ? part : ""));
  throw new Error(`/${commandLine} failed: ${sentence.join(" ")}`);
}

function cold(pod: Pod): readonly Figure[] {
  return [
    { name: "cold, all", value: totalS(pod), unit: "s" },
    {
      name: "cold, of its own",
      value: totalS(pod) - stepS(pod, "environment") - stepS(pod, "server"),
      unit: "s",
    },
  ];
}

function ready(pod: Pod): readonly Figure[] {
  return [
    { name: "ready volume, all", value: totalS(pod), unit: "s" },
    { name: "ready volume, of its own", value: totalS(pod) - stepS(pod, "server"), unit: "s", aim: 3 },
  ];
}

function totalS({ run }: Pod): number {
  if (run.liveAtMs === undefined) throw new Error("the pod did not go live");
  return (run.liveAtMs - run.startedAtMs) / 1000;
}

function stepS({ run: { stepsDone } }: Pod, name: string): number {
  const step = stepsDone.find((other) => other.name === name);
  if (step === undefined) throw new Error(`the bring-up had no step ${name}`);
  return step.tookMs / 1000;
}

function silent(): void {
  return undefined;
}

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import { onTestFinished } from "vitest";
import type { Card } from "../../src/core/records/card.ts";
import { createSimulatedClock, type SimulatedClock } from "../../src/simulated/clock.ts";
import { writeBotAddress } from "../../src/say/bot-files.ts";
import { type ExitCode, runSay } from "../../src/say/run-say.ts";
import { sampleCard } from "./chat-bench.ts";
import { startWeb, testToken, type WebBench } from "./web-bench.ts";

export type Said = { readonly code: ExitCode; readonly out: string; readonly err: string };

async function makeHome(): Promise<string> {
  const home = await mkdtemp(path.join(tmpdir(), "labelpod-say-"));
  onTestFinished(() => rm(home, { recursive: true }));
  return home;
}

export type SayBench = WebBench & {
  readonly home: string;
  readonly clock: SimulatedClock;
  /** What was written so far. */
  readonly output: { readonly out: string; readonly err: string };
  readonly interrupt: AbortController;
  say(argv: readonly string[], isTTY?: boolean): Promise<Said>;
};

/** A bot whose answers are these cards in turn, and a `say` for it. */
export async function setUpSay(cards: Card | readonly Card[]): Promise<SayBench> {
  const left = [cards].flat();
  const home = await makeHome();
  const clock = createSimulatedClock();
  const bench = await startWeb({}, () => left.shift() ?? sampleCard());
  for (const card of left) if (card.onlyFor === undefined) await bench.web.show(card);
  await writeFile(path.join(home, "web-token"), `${testToken}\n`);
  await writeBotAddress(home, bench.web.url);
  const interrupt = new AbortController();
  const output = { out: "", err: "" };

  async function say(argv: readonly string[], isTTY = false): Promise<Said> {
    const stdout = { isTTY, columns: 80, write: (text: string) => (output.out += text) };
    const stderr = { write: (text: string) => (output.err += text) };
    const code = await runSay({ argv, home, clock, stdout, stderr, signal: interrupt.signal });
    return { code, ...output };
  }

  return { ...bench, home, clock, output, interrupt, say };
}

/** Lets sockets and the test's clock go on until something is so. */
export async function until(
  isSo: () => boolean,
  turn: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  while (!isSo()) {
    await turn();
    await setImmediate();
  }
}

/** Who gives a command without --as. */
export const ada = { platform: "web", id: "web", name: "web" } as const;

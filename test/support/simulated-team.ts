import { judgeRecords } from "./record-judge.ts";
import type { Card } from "../../src/core/records/card.ts";
import type { Invocation, Reply } from "../../src/core/records/invocation.ts";
import type { Pod } from "../../src/core/records/pod.ts";
import { revealCard } from "../../src/core/access/reveal-keys.ts";
import { isReached, type ServerAddress } from "../../src/core/records/server-address.ts";
import { peopleAddress } from "../../src/core/access/keyed-address.ts";
import type { Settings } from "../../src/core/records/settings.ts";
import { type Line, plain } from "../../src/core/records/text.ts";
import type { Training } from "../../src/core/records/training.ts";
import {
  createSimulatedApp,
  type SimulatedApp,
  type SimulatedAppOptions,
} from "../../src/bot/simulated-app.ts";
import { createSimulatedChat, type SimulatedChat } from "../../src/simulated/chat.ts";
import { createSimulatedClock, type SimulatedClock } from "../../src/simulated/clock.ts";

/** A team with a bot on the in-memory twins and a clock that the test moves. */
export type SimulatedTeam = AsyncDisposable & {
  readonly app: SimulatedApp;
  readonly chat: SimulatedChat;
  readonly clock: SimulatedClock;
  /** Events of the bot's log, oldest first. */
  readonly logged: readonly string[];
  say(commandLine: string, how?: Partial<Invocation>): Promise<Reply>;
  /** Presses the first button of a card whose label begins so. */
  press(card: Card | undefined, label: string, how?: Partial<Invocation>): Promise<Reply>;
  pods(): Promise<readonly Pod[]>;
  trainings(): Promise<readonly Training[]>;
  /** The newest card whose title holds this. */
  card(title: string): Card | undefined;
  /** All cards whose titles hold this, as they look now, oldest first. */
  cards(title: string): readonly Card[];
  advance(ms: number): Promise<void>;
  /** Everything that people read on a card, with its keys. */
  read(card: Card | undefined): string;
  /** The first pod's MONAI Label, by the key that people have. */
  server(): Promise<ServerAddress>;
  /** Brings a pod up and lets time pass until it is live. */
  podUp(): Promise<Pod>;
};

export const second = 1_000;
export const minute = 60_000;
export const hour = 3_600_000;

export const ada = { platform: "web", id: "ada", name: "Ada" } as const;
export const bob = { platform: "web", id: "bob", name: "Bob" } as const;

export async function createSimulatedTeam(
  settings: Partial<Settings> = {},
  { pacs }: Pick<SimulatedAppOptions, "pacs"> = {},
): Promise<SimulatedTeam> {
  const clock = createSimulatedClock();
  const chat = createSimulatedChat();
  const logged: string[] = [];
  const note = (event: string): void => void logged.push(event);
  let ids = 0;
  const app = await createSimulatedApp({
    clock,
    chat,
    settings,
    pacs,
    log: { info: note, warn: note, error: note },
    newId: () => `k${(ids += 1)}`,
  });

  const wrongRecords = judgeRecords(app.store);

  async function say(commandLine: string, how: Partial<Invocation> = {}): Promise<Reply> {
    const reply = await app.dispatch({ ...asked, commandLine, ...how });
    await clock.settle();
    return reply;
  }

  const team: SimulatedTeam = {
    app,
    chat,
    clock,
    logged,
    say,
    async press(card, label, how) {
      const action = card?.actions?.find((other) => other.label.startsWith(label));
      if (action === undefined) throw new Error(`no button “${label}” on “${card?.title ?? "no card"}”`);
      return say(action.commandLine, how);
    },
    pods: async () => (await app.store.pods.list()).map((stored) => stored.value),
    trainings: async () => (await app.store.trainings.list()).map((stored) => stored.value),
    card: (title) => chat.messages().findLast((card) => card.title.includes(title)),
    cards: (title) => chat.messages().filter((card) => card.title.includes(title)),
    read: (card) => (card === undefined ? "" : textOf(revealCard(card, app.keys))),
    advance: async (ms) => clock.advance(ms),
    async server() {
      const [pod] = await team.pods();
      if (pod === undefined || !isReached(pod)) throw new Error("no pod is reached");
      return peopleAddress(pod, app.keys);
    },
    async podUp() {
      await say("pod up");
      await clock.advance(3 * minute);
      const [pod] = await team.pods();
      if (pod?.phase !== "live") throw new Error(`the pod is ${pod?.phase ?? "missing"}, not live`);
      return pod;
    },
    async [Symbol.asyncDispose]() {
      const ended = app[Symbol.asyncDispose]();
      await clock.advance(2 * minute);
      await ended;
      if (wrongRecords.length > 0) throw new Error(wrongRecords.join("; "));
    },
  };
  return team;
}

/** What every command of the tests is given with, if nothing else is said. */
export const asked = {
  teamId: "main",
  platform: "web",
  person: ada,
  isGuest: false,
  isAdmin: false,
  place: "team-channel",
} as const;

function write(text: Line): string {
  return plain(text, (atMs) => new Date(atMs).toISOString());
}

/** Everything that a card says, as one text. */
export function textOf(card: Card | undefined): string {
  if (card === undefined) return "";
  const fields = (card.fields ?? []).map((field) => `${field.name}: ${write(field.value)}`);
  const steps = (card.steps ?? []).map((step) => `${step.state} ${step.title}`);
  return [card.title, ...card.lines.map(write), ...fields, ...steps, card.bar?.label ?? ""].join("\n");
}

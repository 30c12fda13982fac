import type { Card } from "../../src/core/records/card.ts";
import type { Invocation } from "../../src/core/records/invocation.ts";
import type { Pod } from "../../src/core/records/pod.ts";
import type { Provider } from "../../src/core/ports/provider.ts";
import type { Settings } from "../../src/core/records/settings.ts";
import { createSimulatedApp } from "../../src/bot/simulated-app.ts";
import { createSimulatedChat } from "../../src/simulated/chat.ts";
import { createSimulatedClock } from "../../src/simulated/clock.ts";
import { createSimulatedShell } from "../../src/simulated/shell.ts";
import { shellFailures } from "../../src/core/words/shell.ts";
import { createTestLog } from "../support/log.ts";
import { asked, minute, second, textOf } from "../support/simulated-team.ts";
import { FAULT_NAMES } from "../twins/runpod/fault-names.ts";
import type { Fault } from "../twins/runpod/faults.ts";
import type { RunpodTwin, RunpodTwinOptions } from "../twins/runpod/runpod-twin.ts";
import { makeRunpodBench } from "./bench.ts";

/** A team whose pods are rented at RunPod's twin over sockets; all else is in memory, and time passes as the test says. */
export type RunpodTeam = AsyncDisposable & {
  readonly twin: RunpodTwin;
  /** Plants a fault of the twin by its name. @default the route that it is meant for, once */
  plant(name: string, planting?: Planting): void;
  /** What was planted and has never played. */
  unmet(): readonly string[];
  /** From now on no pod can be spoken to. */
  silence(): void;
  say(commandLine: string, how?: Partial<Invocation>): Promise<Card>;
  /** Says the command and then yes to its question. */
  confirm(commandLine: string): Promise<Card>;
  advance(ms: number): Promise<void>;
  /** Lets time pass until then without the bot's looks; each of them comes at its end. */
  skipTo(atMs: number): Promise<void>;
  /** Kills the bot and starts it again on what it has stored, by this key from then on. @default the key before */
  restart(key?: string): Promise<void>;
  /** Lets time pass until a message of the channel reads so. @throws when none does for half an hour */
  reads(pattern: RegExp): Promise<string>;
  /** All messages as they look now, oldest first. */
  texts(): readonly string[];
  /** What was ever said that is to worry people. */
  alarms(): readonly string[];
  pods(): Promise<readonly Pod[]>;
  /** Lets a pod come up; its id at RunPod. */
  podUp(): Promise<string>;
};

export type Planting = { readonly on?: string; readonly times?: number };

type Options = Pick<RunpodTwinOptions, "stock" | "isCharging" | "balanceUsd"> & {
  readonly settings?: Partial<Settings>;
  /** After which real time a request counts as not answered. */
  readonly deadlineMs?: number;
};

export async function createRunpodTeam({ settings = {}, ...options }: Options = {}): Promise<RunpodTeam> {
  const clock = createSimulatedClock();
  const chat = createSimulatedChat();
  const bench = await makeRunpodBench({ ...options, clock });
  const { twin } = bench;
  // Only the machine of this very start answers, at its own port.
  const shell = createSimulatedShell({
    clock,
    isUp: (machine) => twin.machine(machine.providerPodId)?.address.ports[22] === machine.shell.port,
  });
  const calls = createCallCount();
  let provider = bench.provider;
  let ids = 0;
  const app = await createSimulatedApp({
    clock,
    chat,
    settings,
    log: createTestLog(),
    provider: { ...calls.counted(by(() => provider)), shell },
    newId: () => `k${(ids += 1)}`,
  });

  /** What waits for RunPod's answers goes on before any more time passes. */
  async function settle(): Promise<void> {
    await clock.settle();
    while (calls.underWay.size > 0) {
      await Promise.race(calls.underWay);
      await clock.settle();
    }
  }

  const unmet = new Set<string>();
  const team: RunpodTeam = {
    twin,
    plant(name, { on, times = 1 } = {}) {
      const named = FAULT_NAMES[name];
      if (named === undefined) throw new Error(`the twin has no fault ${name}`);
      const fault = named.make(undefined);
      unmet.add(name);
      const play: Fault["play"] = (call) => {
        unmet.delete(name);
        return fault.play(call);
      };
      twin.inject({ on: on ?? named.route, times, fault: { ...fault, play } });
    },
    unmet: () => [...unmet],
    silence() {
      for (let call = 0; call < 100; call += 1)
        app.software.failNext("activity", shellFailures.noConnection(undefined));
    },
    async say(commandLine, how = {}) {
      const reply = await app.dispatch({ ...asked, commandLine, ...how });
      await settle();
      return reply.card;
    },
    async confirm(commandLine) {
      const { actions = [], title } = await team.say(commandLine);
      const yes = actions.find(({ label }) => label.startsWith("Yes"));
      if (yes === undefined) throw new Error(`“${title}” is no question`);
      return team.say(yes.commandLine);
    },
    async advance(ms) {
      for (let left = ms; left > 0; left -= second) {
        await clock.advance(Math.min(left, second));
        await settle();
      }
    },
    async skipTo(atMs) {
      app.queue.postpone(atMs);
      await clock.advance(atMs - clock.now());
      await settle();
    },
    async restart(key) {
      if (key !== undefined) provider = bench.providerAs(key);
      await app.killAndRestart();
      await settle();
    },
    async reads(pattern) {
      const untilMs = clock.now() + 30 * minute;
      while (clock.now() < untilMs) {
        const found = team.texts().findLast((text) => pattern.test(text));
        if (found !== undefined) return found;
        await team.advance(second);
      }
      throw new Error(`nothing reads ${pattern}:\n${team.texts().join("\n\n")}`);
    },
    texts: () => chat.messages().map(textOf),
    alarms: () => chat.shown.filter(({ tone }) => tone === "bad" || tone === "warning").map(textOf),
    pods: async () => (await app.store.pods.list()).map((stored) => stored.value),
    async podUp() {
      await team.say("pod up");
      await team.reads(/is live/);
      const [id] = twin.running();
      if (id === undefined) throw new Error("a pod is live, and none runs");
      return id;
    },
    async [Symbol.asyncDispose]() {
      const ended = app[Symbol.asyncDispose]();
      await team.advance(2 * minute);
      await ended;
      await bench[Symbol.asyncDispose]();
    },
  };
  return team;
}

function following<T extends object>(part: T, find: () => T | undefined): T {
  return new Proxy(part, { get: (_part, name) => Reflect.get(find() ?? part, name) });
}

/** The provider that is asked at this moment, as one. */
function by(present: () => Provider): Provider {
  const { pods, market, volumes, billing, asker, ...rest } = present();
  return {
    ...rest,
    pods: following(pods, () => present().pods),
    market: following(market, () => present().market),
    ...(volumes === undefined ? {} : { volumes: following(volumes, () => present().volumes) }),
    ...(billing === undefined ? {} : { billing: following(billing, () => present().billing) }),
    ...(asker === undefined ? {} : { asker: following(asker, () => present().asker) }),
  };
}

type CallCount = {
  /** The same provider, whose calls are counted. */
  counted(provider: Provider): Provider;
  readonly underWay: ReadonlySet<Promise<unknown>>;
};

function createCallCount(): CallCount {
  const underWay = new Set<Promise<unknown>>();

  function note(result: unknown): unknown {
    if (!(result instanceof Promise)) return result;
    const ended = result.catch(() => undefined).finally(() => underWay.delete(ended));
    underWay.add(ended);
    return result;
  }

  function wrap<T extends object>(part: T): T {
    return new Proxy(part, {
      get(target, name, receiver) {
        const value: unknown = Reflect.get(target, name, receiver);
        return isFunction(value) ? (...given: readonly unknown[]) => note(value(...given)) : value;
      },
    });
  }

  return {
    counted: ({ pods, market, volumes, billing, asker, ...rest }) => ({
      ...rest,
      pods: wrap(pods),
      market: wrap(market),
      ...(volumes === undefined ? {} : { volumes: wrap(volumes) }),
      ...(billing === undefined ? {} : { billing: wrap(billing) }),
      ...(asker === undefined ? {} : { asker: wrap(asker) }),
    }),
    underWay,
  };
}

function isFunction(value: unknown): value is (...given: readonly unknown[]) => unknown {
  return typeof value === "function";
}

import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "../../../src/core/common/clock.ts";
import { createBalance } from "./balance.ts";
import { loadContract } from "./contract.ts";
import { withControl } from "./control.ts";
import { portOf } from "./fake-pods.ts";
import type { Account } from "./graphql.ts";
import { createInjections } from "./injections.ts";
import { createListener, type ListenerDeps, type LoggedRequest } from "./listener.ts";
import { createNetworkVolumes } from "./network-volumes.ts";
import { createPodLife, type PodLife } from "./pod-life.ts";
import { DEFAULT_PAGE_SIZE } from "./pod-list.ts";
import { startPodProxy } from "./pod-proxy.ts";
import { createRateWindows, ROOMY_WINDOWS } from "./rate-windows.ts";
import { createRoutes } from "./routes.ts";
import { defaultStock } from "./stock.ts";
import type { RunpodTwin, RunpodTwinOptions } from "./twin-types.ts";
import { viewsOf } from "./twin-views.ts";

export type { RunpodTwin, RunpodTwinOptions } from "./twin-types.ts";

const realClock: Pick<Clock, "now" | "sleep"> = {
  now: () => Date.now(),
  sleep: (ms, signal) => sleep(ms, undefined, signal === undefined ? {} : { signal }),
};

export async function createRunpodTwin(options: RunpodTwinOptions): Promise<RunpodTwin> {
  const violations: string[] = [];
  const requests: LoggedRequest[] = [];
  const server = createServer();
  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${portOf(server)}`;
  const parts = createParts(options, origin, violations);
  const { life, volumes, account, injections, balance } = parts;
  const first = { ...parts, requests, violations };
  const keys = new Map<string, ListenerDeps>([[options.apiKey, { ...first, apiKey: options.apiKey }]]);
  const listener = createListener((key) => keys.get(key) ?? { ...first, apiKey: undefined });
  const others: PodLife[] = [];
  const proxy = await startPodProxy({
    limitMs: options.proxyLimitMs,
    port: options.port && options.port + 1,
    find: (podId) => life.all().find(({ id }) => id === podId)?.machine,
  });
  const twin: RunpodTwin = {
    apiUrl: `${origin}/v2`,
    proxyUrl: proxy.url,
    graphqlUrl: `${origin}/graphql`,
    stock: parts.stock,
    account,
    requests,
    violations,
    inject: injections.add,
    waitingFaults: injections.waiting,
    addAccount(apiKey) {
      const another = createParts({ ...options, apiKey }, origin, violations);
      others.push(another.life);
      keys.set(apiKey, { ...first, ...another, injections, apiKey });
    },
    addKey: (apiKey) => void keys.set(apiKey, { ...first, apiKey }),
    revokeKey: (apiKey) => void keys.delete(apiKey),
    empty: balance.runOut,
    ...viewsOf({ life, volumes, account, requests, violations }),
    takeViolations: () => violations.splice(0),
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      await close(server, [life, ...others], violations);
    },
  };
  server.on("request", options.isControlled === true ? withControl(listener, twin) : listener);
  return twin;
}

type Parts = Omit<ListenerDeps, "apiKey" | "requests" | "violations"> & {
  readonly volumes: ReturnType<typeof createNetworkVolumes>;
  readonly account: Account;
  readonly balance: ReturnType<typeof createBalance>;
  readonly stock: NonNullable<RunpodTwinOptions["stock"]>;
};

function createParts(options: RunpodTwinOptions, origin: string, violations: string[]): Parts {
  const { clock = realClock, podFactory: factory, stock = defaultStock(), start = { delayMs: 0 } } = options;
  const { isToldInTurn = false } = options;
  const now = (): number => clock.now();
  const account: Account = { balanceUsd: options.balanceUsd ?? 25, id: `user of ${options.apiKey}` };
  const onBootError = (podId: string, error: unknown): void => {
    violations.push(`pod ${podId} got no machine: ${String(error)}`);
  };
  const life = createPodLife({ clock, factory, start, isToldInTurn, origin, onBootError });
  const volumes = createNetworkVolumes(now, (id) => life.hasVolume(id));
  const balance = createBalance({ account, life, volumes, now });
  const pageSize = options.pageSize ?? DEFAULT_PAGE_SIZE;
  const routes = createRoutes({ life, volumes, stock, account, pageSize, now });
  return {
    life,
    volumes,
    account,
    balance,
    stock,
    routes,
    now,
    injections: createInjections(routes.map(({ name }) => name)),
    windows: createRateWindows(options.limits ?? ROOMY_WINDOWS, now),
    contract: loadContract(),
    settle: async () => (options.isCharging === true ? balance.settle() : undefined),
  };
}

async function close(
  server: Server,
  lives: readonly PodLife[],
  violations: readonly string[],
): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await Promise.all([closed, ...lives.map(async (life) => life.close())]);
  if (violations.length > 0) throw new Error(`Against RunPod's contract:\n${violations.join("\n")}`);
}

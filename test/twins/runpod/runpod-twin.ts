import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "../../../src/core/ports.ts";
import { loadContract } from "./contract.ts";
import { portOf } from "./fake-pods.ts";
import type { Account } from "./graphql.ts";
import { createInjections, type Injection } from "./injections.ts";
import { createListener, type LoggedRequest } from "./listener.ts";
import type { CrashMode } from "./pod-boot.ts";
import type { PodFactory, PodMachine } from "./pod-machine.ts";
import { createPodLife, type PodLife } from "./pod-life.ts";
import { DEFAULT_PAGE_SIZE } from "./pod-list.ts";
import { startPodProxy } from "./pod-proxy.ts";
import type { BillingInterval } from "./pod-record.ts";
import { createRoutes } from "./routes.ts";
import { defaultStock, type GpuStock } from "./stock.ts";

export type RunpodTwinOptions = {
  readonly apiKey: string;
  readonly podFactory: PodFactory;
  readonly clock?: Pick<Clock, "now" | "sleep">;
  /** What can be rented; a test may change it while the twin runs. */
  readonly stock?: GpuStock[];
  /** @default 25 */
  readonly balanceUsd?: number;
  /** How pods come up: after a delay, or state by state with `advance`. @default at once */
  readonly start?: "by-hand" | { readonly delayMs: number };
  /** @default 1000 */
  readonly pageSize?: number;
  /** When the proxy gives a request up. @default 100 s */
  readonly proxyLimitMs?: number;
};

export type PodBill = {
  readonly podId: string;
  readonly name: string;
  readonly usdPerHour: number;
  readonly intervals: readonly BillingInterval[];
};

/** RunPod over real sockets on loopback. Disposing it ends all machines and throws if a violation was not taken. */
export type RunpodTwin = AsyncDisposable & {
  /** For RUNPOD_API_URL. */
  readonly apiUrl: string;
  /** For RUNPOD_PROXY_URL. */
  readonly proxyUrl: string;
  /** For RUNPOD_GRAPHQL_URL. */
  readonly graphqlUrl: string;
  readonly stock: GpuStock[];
  readonly account: Account;
  /** In the order of arrival, without anything secret. */
  readonly requests: readonly LoggedRequest[];
  /** How often a route was asked, as `POST /pods`, `POST /pods/{id}/action stop` or `POST /graphql podStop`. */
  count(route: string): number;
  inject(injection: Injection): void;
  /** By hand: one state further. Otherwise: returns when the pod's boot has ended. */
  advance(podId: string): Promise<void>;
  /** Ends its container, which RunPod starts anew: @default `again` */
  crashContainer(podId: string, mode?: CrashMode): Promise<void>;
  /** Keeps it out of list and get for so long, by the twin's clock. */
  hide(podId: string, forMs: number): void;
  /** The machine of a running pod. */
  machine(podId: string): PodMachine | undefined;
  /** The key that the platform puts on the pod as RUNPOD_API_KEY. */
  podKey(podId: string): string;
  /** All pods that ever were, with the times they were charged for. */
  billing(): readonly PodBill[];
  /** Ids of the pods that are being charged for now. */
  running(): readonly string[];
  /** What went against the contract so far. */
  readonly violations: readonly string[];
  /** Hands the violations over to a test that expects them. */
  takeViolations(): readonly string[];
};

const realClock: Pick<Clock, "now" | "sleep"> = {
  now: () => Date.now(),
  sleep: (ms, signal) => sleep(ms, undefined, signal === undefined ? {} : { signal }),
};

export async function createRunpodTwin(options: RunpodTwinOptions): Promise<RunpodTwin> {
  const { clock = realClock, podFactory: factory, stock = defaultStock(), start = { delayMs: 0 } } = options;
  const account: Account = { balanceUsd: options.balanceUsd ?? 25 };
  const violations: string[] = [];
  const onBootError = (podId: string, error: unknown): void => {
    violations.push(`pod ${podId} got no machine: ${String(error)}`);
  };
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${portOf(server)}`;
  const life = createPodLife({ clock, factory, start, origin, onBootError });
  const pageSize = options.pageSize ?? DEFAULT_PAGE_SIZE;
  const routes = createRoutes({ life, stock, account, pageSize, now: () => clock.now() });
  const injections = createInjections(routes.map(({ name }) => name));
  const requests: LoggedRequest[] = [];
  const listener = createListener({
    apiKey: options.apiKey,
    life,
    routes,
    injections,
    requests,
    violations,
    contract: loadContract(),
    now: () => clock.now(),
  });
  const { proxyLimitMs } = options;
  const proxy = await startPodProxy({
    ...(proxyLimitMs === undefined ? {} : { limitMs: proxyLimitMs }),
    find: (podId) => life.all().find(({ id }) => id === podId)?.machine,
  });
  server.on("request", listener);
  return {
    apiUrl: `${origin}/v2`,
    proxyUrl: proxy.url,
    graphqlUrl: `${origin}/graphql`,
    stock,
    account,
    requests,
    violations,
    count: (route) => requests.filter((request) => isOf(request, route)).length,
    inject: injections.add,
    ...viewsOf(life),
    takeViolations: () => violations.splice(0),
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      await close(server, life, violations);
    },
  };
}

type Views = "advance" | "billing" | "crashContainer" | "hide" | "machine" | "podKey" | "running";

function viewsOf(life: PodLife): Pick<RunpodTwin, Views> {
  return {
    advance: (podId) => life.advance(podId),
    crashContainer: (podId, mode = "again") => life.crash(podId, mode),
    hide: life.hide,
    machine: (podId) => life.find(podId).machine,
    podKey: (podId) => life.find(podId).podKey,
    billing: () =>
      life.all().map(({ id, settings, placement, intervals }) => ({
        podId: id,
        name: settings.name,
        usdPerHour: placement.usdPerHour,
        intervals: intervals.map((interval) => ({ ...interval })),
      })),
    running: () => life.billing().map(({ id }) => id),
  };
}

function isOf({ route, action }: LoggedRequest, wanted: string): boolean {
  return wanted === route || wanted === `${route} ${action ?? ""}`;
}

async function close(server: Server, life: PodLife, violations: readonly string[]): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await Promise.all([closed, life.close()]);
  if (violations.length > 0) throw new Error(`Against RunPod's contract:\n${violations.join("\n")}`);
}

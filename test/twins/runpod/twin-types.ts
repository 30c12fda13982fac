import type { Clock } from "../../../src/core/common/clock.ts";
import type { Account } from "./graphql.ts";
import type { Injection, WaitingFault } from "./injections.ts";
import type { LoggedRequest } from "./listener.ts";
import type { CrashMode } from "./pod-life-deps.ts";
import type { PodFactory, PodMachine } from "./pod-machine.ts";
import type { BillingInterval } from "./pod-record.ts";
import type { RateWindow } from "./rate-windows.ts";
import type { GpuStock } from "./stock.ts";

export type RunpodTwinOptions = {
  readonly apiKey: string;
  readonly podFactory: PodFactory;
  readonly clock?: Pick<Clock, "now" | "sleep">;
  /** What can be rented; a test may change it while the twin runs. */
  readonly stock?: GpuStock[];
  /** @default 25 */
  readonly balanceUsd?: number;
  /** Takes from the balance what pods and volumes cost, each five minutes. @default false */
  readonly isCharging?: boolean;
  /** How often the account may ask. @default more than any test does */
  readonly limits?: readonly RateWindow[];
  /** How pods come up: after a delay, or state by state with `advance`. @default at once */
  readonly start?: "by-hand" | { readonly delayMs: number };
  /** Whether pods are said to be PROVISIONING and STARTING before RUNNING. @default RUNNING at once, as most recordings have it */
  readonly isToldInTurn?: boolean;
  /** @default 1000 */
  readonly pageSize?: number;
  /** When the proxy gives a request up. @default 100 s */
  readonly proxyLimitMs?: number;
  /** The proxy has the next one. @default free ones */
  readonly port?: number;
  /** Serves `/_twin`, by which faults are planted from outside. @default false */
  readonly isControlled?: boolean;
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
  /** What was injected and has not played yet. */
  waitingFaults(): readonly WaitingFault[];
  /** By hand: one state further. Otherwise: returns when the pod's boot has ended. */
  advance(podId: string): Promise<void>;
  /** Ends its container, which RunPod starts anew: @default `again` */
  crashContainer(podId: string, mode?: CrashMode): Promise<void>;
  /** Keeps it out of list and get for so long, by the twin's clock. */
  hide(podId: string, forMs: number): void;
  /** An account of somebody else's, with pods and money of its own, which is asked by this key. */
  addAccount(apiKey: string): void;
  /** Another key of the first account, beside those that it has. */
  addKey(apiKey: string): void;
  /** From now on it is refused. */
  revokeKey(apiKey: string): void;
  /** The money runs out: pods without a network volume are terminated, the others stopped. */
  empty(): Promise<void>;
  /** The machine of a running pod. */
  machine(podId: string): PodMachine | undefined;
  /** What the driver of a pod's host can do; undefined without a GPU. */
  cudaVersion(podId: string): string | undefined;
  /** The key that the platform puts on the pod as RUNPOD_API_KEY. */
  podKey(podId: string): string;
  /** All pods that ever were, with the times they were charged for. */
  billing(): readonly PodBill[];
  /** Ids of the pods that are being charged for now. */
  running(): readonly string[];
  /** Everything at a glance, for whoever runs the twin by hand; without keys. */
  show(): Record<string, unknown>;
  /** What went against the contract so far. */
  readonly violations: readonly string[];
  /** Hands the violations over to a test that expects them. */
  takeViolations(): readonly string[];
};

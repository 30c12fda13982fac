import type { Account } from "./graphql.ts";
import type { LoggedRequest } from "./listener.ts";
import { showVolume, type NetworkVolumes } from "./network-volumes.ts";
import type { PodLife } from "./pod-life.ts";
import type { PodBill, RunpodTwin } from "./twin-types.ts";

type Seen = {
  readonly life: PodLife;
  readonly volumes: NetworkVolumes;
  readonly account: Account;
  readonly requests: readonly LoggedRequest[];
  readonly violations: readonly string[];
};

type Views =
  | "advance"
  | "billing"
  | "count"
  | "crashContainer"
  | "cudaVersion"
  | "hide"
  | "machine"
  | "podKey"
  | "running"
  | "show";

/** What a test may ask of the twin, and do to its pods. */
export function viewsOf(seen: Seen): Pick<RunpodTwin, Views> {
  const { life, requests } = seen;
  return {
    advance: (podId) => life.advance(podId),
    crashContainer: (podId, mode = "again") => life.crash(podId, mode),
    cudaVersion: (podId) => life.find(podId).placement.cudaVersion,
    hide: life.hide,
    machine: (podId) => life.find(podId).machine,
    podKey: (podId) => life.find(podId).podKey,
    billing: () => billsOf(life),
    running: () => life.billing().map(({ id }) => id),
    count: (route) => requests.filter((request) => isOf(request, route)).length,
    show: () => glanceAt(seen),
  };
}

function billsOf(life: PodLife): readonly PodBill[] {
  return life.all().map(({ id, settings, placement, intervals }) => ({
    podId: id,
    name: settings.name,
    usdPerHour: placement.usdPerHour,
    intervals: intervals.map((interval) => ({ ...interval })),
  }));
}

function isOf({ route, action }: LoggedRequest, wanted: string): boolean {
  return wanted === route || wanted === `${route} ${action ?? ""}`;
}

function glanceAt({ life, volumes, account, requests, violations }: Seen): Record<string, unknown> {
  const billed = new Set(life.billing());
  return {
    balanceUsd: account.balanceUsd,
    usdPerHour: life.billing().reduce((sum, { placement }) => sum + placement.usdPerHour, 0),
    pods: life.all().map((pod) => ({
      id: pod.id,
      name: pod.settings.name,
      status: pod.status,
      usdPerHour: pod.placement.usdPerHour,
      isBilled: billed.has(pod),
      chargedFor: pod.intervals.map(({ fromMs, toMs }) => ({
        from: timeOf(fromMs),
        to: toMs && timeOf(toMs),
      })),
      address: pod.machine?.address ?? null,
    })),
    networkVolumes: volumes.listed().map((volume) => showVolume(volume)),
    requests: Object.fromEntries(
      Object.entries(Object.groupBy(requests, ({ route }) => route ?? "unknown")).map(([route, made]) => [
        route,
        made?.length,
      ]),
    ),
    violations,
  };
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}

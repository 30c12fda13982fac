import type { ProviderPodId } from "../core/records/ids.ts";
import type { PodSpec } from "../core/records/offer.ts";

type Span = { readonly fromMs: number; readonly toMs?: number };

/** A pod of the twin with the times that it is charged for. */
export type MeteredPod = {
  readonly providerPodId: ProviderPodId;
  readonly spec: PodSpec;
  /** From its rent to its removal. */
  readonly life: Span;
  readonly ups: readonly Span[];
};

/** Writes down what the twin's pods are charged for; one that is removed stays in it. */
export type SimulatedMeter = {
  up(providerPodId: ProviderPodId, spec: PodSpec, atMs: number): void;
  down(providerPodId: ProviderPodId, atMs: number): void;
  gone(providerPodId: ProviderPodId, atMs: number): void;
  all(): readonly MeteredPod[];
};

export function createSimulatedMeter(): SimulatedMeter {
  const pods = new Map<string, MeteredPod>();

  function change(providerPodId: ProviderPodId, make: (pod: MeteredPod) => MeteredPod): void {
    const pod = pods.get(providerPodId);
    if (pod !== undefined) pods.set(providerPodId, make(pod));
  }

  return {
    up(providerPodId, spec, atMs) {
      const pod = pods.get(providerPodId) ?? { providerPodId, spec, life: { fromMs: atMs }, ups: [] };
      pods.set(providerPodId, { ...pod, ups: [...pod.ups, { fromMs: atMs }] });
    },
    down: (providerPodId, atMs) => change(providerPodId, (pod) => ({ ...pod, ups: ended(pod.ups, atMs) })),
    gone: (providerPodId, atMs) =>
      change(providerPodId, (pod) => ({
        ...pod,
        life: { toMs: atMs, ...pod.life },
        ups: ended(pod.ups, atMs),
      })),
    all: () => [...pods.values()],
  };
}

/** What ends later than that ends then. */
function ended(spans: readonly Span[], atMs: number): readonly Span[] {
  return spans.map((span) => ({ ...span, toMs: Math.min(span.toMs ?? atMs, atMs) }));
}

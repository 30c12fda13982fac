import type { Provider } from "../../src/core/ports/provider.ts";
import type { PodSoftware } from "../../src/core/ports/software.ts";
import type { Store } from "../../src/core/ports/store.ts";
import type { Guard, PortCall } from "./port-faults.ts";

type Around = { readonly guard: Guard; readonly origin: PortCall["origin"] };

/** The same port with the guard before each of its functions. */
export function guardPort<T extends object>(name: string, port: T, { guard, origin }: Around): T {
  const copy: T = { ...port };
  for (const key of Object.keys(port)) {
    const original: unknown = Reflect.get(port, key);
    if (!isCall(original)) continue;
    const callName = `${name}.${key}`;
    Reflect.set(copy, key, (...values: readonly unknown[]) =>
      guard({
        name: callName,
        origin,
        values,
        work: async (): Promise<unknown> => Reflect.apply(original, port, values),
      }),
    );
  }
  return copy;
}

export function guardStore(store: Store, around: Around): Store {
  return {
    pods: guardPort("store.pods", store.pods, around),
    trainings: guardPort("store.trainings", store.trainings, around),
    epochs: guardPort("store.epochs", store.epochs, around),
    pastTrainings: guardPort("store.pastTrainings", store.pastTrainings, around),
    slots: guardPort("store.slots", store.slots, around),
    messages: guardPort("store.messages", store.messages, around),
    confirmations: guardPort("store.confirmations", store.confirmations, around),
    settings: guardPort("store.settings", store.settings, around),
    sightings: guardPort("store.sightings", store.sightings, around),
    ledger: guardPort("store.ledger", store.ledger, around),
    bills: guardPort("store.bills", store.bills, around),
    moneyTold: guardPort("store.moneyTold", store.moneyTold, around),
    badDraws: guardPort("store.badDraws", store.badDraws, around),
    notices: guardPort("store.notices", store.notices, around),
  };
}

export function guardProvider(provider: Provider, around: Around): Provider {
  return {
    id: provider.id,
    accesses: provider.accesses,
    pods: guardPort("pods", provider.pods, around),
    // One life of the bot has one key.
    ...(provider.asker === undefined ? {} : { asker: { ...provider.asker } }),
    market: guardPort("market", provider.market, around),
    shell: guardPort("shell", provider.shell, around),
    ...(provider.volumes === undefined ? {} : { volumes: guardPort("volumes", provider.volumes, around) }),
    ...(provider.billing === undefined ? {} : { billing: guardPort("billing", provider.billing, around) }),
    ...(provider.storagePrices === undefined ? {} : { storagePrices: provider.storagePrices }),
  };
}

export function guardSoftware(software: PodSoftware, around: Around): PodSoftware {
  return {
    ...guardPort("software", software, around),
    steps: software.steps.map((step) => guardPort(`software.steps.${step.name}`, step, around)),
  };
}

function isCall(value: unknown): value is (...values: readonly unknown[]) => unknown {
  return typeof value === "function";
}

import type { Provider } from "../core/ports/provider.ts";
import { setupFailures } from "../core/words/setup.ts";
import type { Providers } from "./open-providers.ts";

/**
 * The same providers, of which nothing can be rented: what is wrong in the settings may be the very price or budget that
 * somebody has set. Pods that are up are looked after and stopped as always.
 */
export function withoutRenting(opened: Providers): Providers {
  const providers = new Map(opened.providers.values().map((provider) => [provider.id, guarded(provider)]));
  return { ...opened, providers, provider: providers.get(opened.provider.id) ?? guarded(opened.provider) };
}

function guarded(provider: Provider): Provider {
  return {
    ...provider,
    pods: { ...provider.pods, create: refuse, start: refuse },
    ...(provider.volumes === undefined
      ? {}
      : { volumes: { ...provider.volumes, create: refuse, grow: refuse } }),
  };
}

async function refuse(): Promise<never> {
  throw setupFailures.settingsWrong();
}

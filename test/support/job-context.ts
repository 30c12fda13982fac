import { defaultSettings } from "../../src/core/records/settings.ts";
import type { JobContext } from "../../src/jobs/context.ts";
import { createMemoryChat } from "../../src/simulated/chat.ts";
import { createMemoryClock } from "../../src/simulated/clock.ts";
import { createMemoryKeys } from "../../src/simulated/keys.ts";
import { createMemoryLabelServer } from "../../src/simulated/label-server.ts";
import { createMemoryPodSoftware } from "../../src/simulated/pod-software.ts";
import { createMemoryProvider } from "../../src/simulated/provider.ts";
import { createMemoryQueue } from "../../src/simulated/queue.ts";
import { createMemoryStore } from "../../src/simulated/store.ts";
import { createTestLog } from "./log.ts";

/** A context of twins alone, any part of which a test may replace. */
export function createTestContext(overrides: Partial<JobContext> = {}): JobContext {
  const clock = overrides.clock ?? createMemoryClock();
  const labelServer = createMemoryLabelServer({ clock });
  const provider = createMemoryProvider({ clock });
  return {
    clock,
    log: createTestLog(),
    store: createMemoryStore(),
    queue: createMemoryQueue({ clock }),
    chat: createMemoryChat(),
    providers: new Map([[provider.id, provider]]),
    software: createMemoryPodSoftware({ clock, labelServer }),
    labelServer,
    keys: createMemoryKeys(),
    settings: defaultSettings,
    teamId: "team",
    instanceId: "test",
    bootId: "boot",
    shutdown: new AbortController().signal,
    ...overrides,
  };
}

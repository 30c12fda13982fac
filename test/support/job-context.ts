import { defaultSettings } from "../../src/core/settings.ts";
import type { JobContext } from "../../src/jobs/context.ts";
import { createMemoryChat } from "../../src/memory/chat.ts";
import { createMemoryClock } from "../../src/memory/clock.ts";
import { createMemoryKeys } from "../../src/memory/keys.ts";
import { createMemoryLabelServer } from "../../src/memory/label-server.ts";
import { createMemoryPodSoftware } from "../../src/memory/pod-software.ts";
import { createMemoryProvider } from "../../src/memory/provider.ts";
import { createMemoryQueue } from "../../src/memory/queue.ts";
import { createMemoryStore } from "../../src/memory/store.ts";
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

import { defaultSettings } from "../../src/core/records/settings.ts";
import { createLateUses } from "../../src/core/idle/late-uses.ts";
import type { JobContext } from "../../src/jobs/context.ts";
import { createSimulatedChat } from "../../src/simulated/chat.ts";
import { createSimulatedClock } from "../../src/simulated/clock.ts";
import { createSimulatedKeys } from "../../src/simulated/keys.ts";
import { createSimulatedLabelServer } from "../../src/simulated/label-server.ts";
import { createSimulatedPodSoftware } from "../../src/simulated/pod-software.ts";
import { createSimulatedProvider } from "../../src/simulated/provider.ts";
import { createSimulatedQueue } from "../../src/simulated/queue.ts";
import { createSimulatedReach } from "../../src/simulated/reach.ts";
import { createSimulatedStore } from "../../src/simulated/store.ts";
import { createTestLog } from "./log.ts";

/** A context of twins alone, any part of which a test may replace. */
export function createTestContext(overrides: Partial<JobContext> = {}): JobContext {
  const clock = overrides.clock ?? createSimulatedClock();
  const labelServer = createSimulatedLabelServer({ clock });
  const provider = createSimulatedProvider({ clock });
  return {
    clock,
    log: createTestLog(),
    store: createSimulatedStore(),
    queue: createSimulatedQueue({ clock }),
    chat: createSimulatedChat(),
    reach: createSimulatedReach(),
    providers: new Map([[provider.id, provider]]),
    software: createSimulatedPodSoftware({ clock, labelServer }),
    labelServer,
    keys: createSimulatedKeys(),
    lateUses: createLateUses(),
    settings: defaultSettings,
    teamId: "team",
    instanceId: "test",
    bootId: "boot",
    shutdown: new AbortController().signal,
    ...overrides,
  };
}

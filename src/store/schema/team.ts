import { z } from "zod";
import type {
  ContainerLife,
  Refusal,
  SeenDifference,
  SeenDifferences,
} from "../../core/records/seen-differences.ts";
import type { TeamSettings } from "../../core/records/settings.ts";
import type { Slot } from "../../core/ports/store.ts";
import { gpuRequestShape, placeShape } from "./machine.ts";
import { ms, parts, text, usd, yes } from "./shape.ts";

export const slot = parts<Slot>({ holderId: text, takenAtMs: ms.exactOptional() });

export const teamSettings = parts<TeamSettings>({
  ...gpuRequestShape,
  cloud: placeShape.cloud.exactOptional(),
  country: placeShape.country.exactOptional(),
  idleMs: ms.exactOptional(),
  graceMs: ms.exactOptional(),
  hardLimitMs: ms.exactOptional(),
  timeZone: text.exactOptional(),
  budgetUsd: usd.exactOptional(),
  volumeId: text.exactOptional(),
});

export const seenDifferences = parts<SeenDifferences>({
  seen: z.record(text, parts<SeenDifference>({ sinceMs: ms, lastMs: ms })),
  containers: z.record(text, parts<ContainerLife>({ sinceMs: ms, restartsMs: z.array(ms).readonly() })),
  refused: parts<Refusal>({
    sinceMs: ms,
    lastMs: ms,
    sentence: text,
    isTold: yes.exactOptional(),
  }).exactOptional(),
});

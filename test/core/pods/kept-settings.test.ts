import { expect, test } from "vitest";
import { ownTexts, settingsAtStart, settingTexts } from "../../../src/core/pods/kept-settings.ts";
import type { Pod } from "../../../src/core/records/pod.ts";
import { defaultSettings } from "../../../src/core/records/settings.ts";
import { askedPod } from "../../support/asked-pod.ts";

const rented = { id: "runpod", image: "runpod/pytorch:1" };
const pod: Pod = { ...askedPod(0), provider: "runpod" };
const known = settingTexts(defaultSettings, rented);

test("an edited image is named for a pod that keeps its machine, and taken by a new one", () => {
  const now = settingTexts(defaultSettings, { ...rented, image: "runpod/pytorch:2" });

  const kept = settingsAtStart({ known, own: ownTexts(pod, now, known), now, given: [] });
  const fresh = settingsAtStart({ known, own: ownTexts(pod, now), now, given: [] });

  expect(kept.untaken).toEqual({ atStart: [], fresh: ["image"] });
  expect(kept.settings?.["image"]).toBe("runpod/pytorch:1");
  expect(fresh).toEqual({ settings: now });
});

test("a pod of another provider than new pods have now names that, and goes on to know its image", () => {
  const now = settingTexts(defaultSettings, { id: "local" });

  const start = settingsAtStart({ known, own: ownTexts(pod, now, known), now, given: [] });

  expect(start.untaken).toEqual({ atStart: [], fresh: ["provider"] });
  expect(start.settings).toMatchObject({ provider: "runpod", image: "runpod/pytorch:1" });
});

test("which machine is wished is no setting of pods on this machine", () => {
  const local = { id: "local" };
  const own: Pod = { ...pod, provider: "local" };
  const now = settingTexts({ ...defaultSettings, gpus: ["L4"], country: "DE", models: ["deepedit"] }, local);

  const start = settingsAtStart({
    known: settingTexts(defaultSettings, local),
    own: ownTexts(own, now),
    now,
    given: [],
  });

  expect(start.untaken).toEqual({ atStart: ["models"], fresh: [] });
});

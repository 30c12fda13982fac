import { expect, it } from "vitest";
import type { PersonKey } from "../../../src/core/records/person-key.ts";
import { memoOf } from "../../../src/core/pods/lease-terms.ts";
import { recalled } from "../../../src/core/pods/adopted-pod.ts";
import { type StartingPod, withRun } from "../../../src/core/records/pod.ts";
import { askedPod } from "../../support/asked-pod.ts";

const minute = 60_000;

const key: PersonKey = {
  person: { platform: "web", id: "bob", name: "Bob" },
  key: "ssh-ed25519 AAAA",
  fingerprint: "SHA256:abc",
};

const before: StartingPod = {
  ...withRun(askedPod(0), {
    policy: { idleMs: 40 * minute, graceMs: 5 * minute },
    use: { readAtMs: 2 * minute, lastUseAtMs: minute, state: "known", keepUntilMs: 90 * minute },
  }),
  id: "k0",
  sshKeys: { wished: [key] },
};

const takenOver = withRun(askedPod(3 * minute), { isTakenOver: true });

it("recalled() takes over what was promised of a pod that a command found, and none of its request", () => {
  const pod = recalled(
    takenOver,
    memoOf({ ...before, request: { ...before.request, models: ["deepgrow_2d"] } }),
    0,
  );

  expect(pod).toEqual({
    ...takenOver,
    sshKeys: before.sshKeys,
    run: {
      ...takenOver.run,
      policy: before.run.policy,
      use: { readAtMs: minute, lastUseAtMs: minute, keepUntilMs: 90 * minute, state: "unknown" },
    },
  });
});

it("recalled() lets the command's own request for the end of the pod count", () => {
  const pod = recalled(withRun(takenOver, { policy: { idleMs: 20 * minute } }), memoOf(before), 0);

  expect(pod.run.policy).toEqual({ idleMs: 20 * minute, graceMs: 5 * minute });
});

it("recalled() leaves a pod as it is that remembers this record, or nothing", () => {
  expect(recalled(takenOver, memoOf({ ...before, id: takenOver.id }), 0)).toBe(takenOver);
  expect(recalled(takenOver, undefined, 0)).toBe(takenOver);
});

it.each([
  ["found again", askedPod(3 * minute)],
  ["taken over by a command", takenOver],
])("recalled() takes over what its watchdog has left of the times of a pod that was %s", (_how, found) => {
  const { run } = recalled(found, { keepS: 600, limitS: 7200.4 }, 4 * minute);

  expect(run.policy).toEqual({ limitAtMs: 4 * minute + 7_200_400 });
  expect(run.use).toEqual({
    readAtMs: 3 * minute,
    lastUseAtMs: 3 * minute,
    keepUntilMs: 14 * minute,
    state: "unknown",
  });
});

it("recalled() gives a pod that was kept for no longer the rest of its longest life alone", () => {
  const { run } = recalled(takenOver, { keepS: 0, limitS: 0 }, 4 * minute);

  expect(run).toEqual({ ...takenOver.run, policy: { limitAtMs: 4 * minute } });
});

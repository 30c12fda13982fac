import { describe, expect, it } from "vitest";
import { createClock } from "../../src/system/clock.ts";
import { withRun } from "../../src/core/records/pod.ts";
import type { RunningPod, StepLook } from "../../src/core/ports/software.ts";
import { environmentStep } from "../../src/monai/environment-step.ts";
import { never } from "../support/local-bench.ts";
import { makeSoftwareBench } from "../support/software-bench.ts";
import { podThatSays } from "../support/talking-pod.ts";
import { takeStep } from "../support/walk-steps.ts";

const patience = { timeout: 60_000 };
const settle = (): Promise<void> => createClock().sleep(100);

/** A machine without a Python that fits gets one first, and the tool waits there already. */
const waitsForTool = { state: "under-way", note: { part: expect.stringMatching(/^(?:torch|python)$/u) } };

it(
  "goes on without the bot, fails in a sentence, and is begun again in the next bring-up",
  { timeout: 120_000 },
  async () => {
    await using bench = await makeSoftwareBench();
    const [files] = bench.software.steps;
    if (files !== undefined) await takeStep(bench.site, files, { settle });
    const site = bench.siteFor({}, { beganAtMs: 0 });
    const look = (): Promise<StepLook | Error> =>
      environmentStep.look(site, never).catch((error: Error) => error);
    await bench.letTools("wait");

    const before = await environmentStep.look(bench.site, never);
    await environmentStep.begin(site, never);
    await environmentStep.begin(site, never);
    await expect.poll(look, patience).toMatchObject(waitsForTool);
    const fromAnotherLife = await environmentStep.look(bench.site, never);
    await bench.letTools("fail No space left on device for Doe^John");
    await expect.poll(look, patience).toMatchObject({ code: "environment-no-disk" });
    const inTheNextBringUp = await environmentStep.look(bench.site, never);
    await bench.letTools(undefined);
    const { begun } = await takeStep(bench.site, environmentStep, { settle });

    expect(before).toEqual({ state: "todo" });
    expect(fromAnotherLife.state).toBe("under-way");
    expect(inTheNextBringUp).toEqual({ state: "todo" });
    expect(begun).toEqual(["environment"]);
  },
);

describe("environmentStep", () => {
  const looks = [
    [{ state: "absent" }, { state: "todo" }],
    [{ state: "interrupted" }, { state: "todo" }],
    [{ state: "running" }, { state: "under-way" }],
    [
      { state: "running", step: "venv" },
      { state: "under-way", note: { part: "uv" } },
    ],
    [
      { state: "running", step: "python", doneMb: 0, totalMb: 120 },
      { state: "under-way", note: { part: "python", done: 0, total: 120 } },
    ],
    [
      { state: "running", step: "packages", doneMb: 700, totalMb: 2780 },
      { state: "under-way", note: { part: "packages", done: 700, total: 2780 } },
    ],
    [{ state: "done", result: { ok: true, code: "ok" } }, { state: "done" }],
  ] as const;

  it.each(looks)("looks at %j", async (status, look) => {
    expect(await lookAt(status)).toEqual(look);
  });

  const codes = ["no-python-download", "python-checksum", "no-venv", "no-disk", "no-network", "failed"];

  it.each(codes)("has a sentence for %s", async (code) => {
    const failed = { state: "failed", result: { ok: false, code } };

    await expect(lookAt(failed)).rejects.toMatchObject({ code: `environment-${code}` });
    expect(await lookAt(failed, false)).toEqual({ state: "todo" });
  });

  it("has one for a code that it does not know, without its text", async () => {
    const failed = lookAt({ state: "failed", result: { ok: false, code: "Doe^John" } });

    await expect(failed).rejects.toMatchObject({ code: "environment-failed" });
  });

  it("says that the machine has no Python, or that a program of labelpod is broken", async () => {
    await expect(environmentStep.begin(podThatSays("", 127), never)).rejects.toMatchObject({
      code: "no-python",
    });
    await expect(environmentStep.begin(podThatSays("", 1), never)).rejects.toMatchObject({
      code: "pod-tool-failed",
    });
  });

  it("begins where another bot was faster, and says at once what can't be installed", async () => {
    const busy = podThatSays(JSON.stringify({ ok: false, code: "busy" }), 1);
    const without = podThatSays(JSON.stringify({ ok: false, code: "no-python" }), 1);

    await environmentStep.begin(busy, never);

    await expect(environmentStep.begin(without, never)).rejects.toMatchObject({
      code: "environment-no-python",
    });
  });
});

function lookAt(status: object, isBegun = true): Promise<StepLook> {
  const site = podThatSays(JSON.stringify(status));
  return environmentStep.look(isBegun ? asBegun(site) : site, never);
}

function asBegun(site: RunningPod): RunningPod {
  return { ...site, pod: withRun(site.pod, { step: { ...site.pod.run.step, beganAtMs: 0 } }) };
}

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PodRequest } from "../../src/core/records/pod-request.ts";
import { withRun } from "../../src/core/records/pod.ts";
import type { PodSoftware, RunningPod } from "../../src/core/ports/software.ts";
import { walkSteps, type Walk } from "../support/walk-steps.ts";

export type PodSoftwareSubject = AsyncDisposable & {
  readonly software: PodSoftware;
  /** A machine that runs, with an empty volume. */
  readonly site: RunningPod;
  /** Wishes that need another server. */
  readonly otherRequest: Partial<PodRequest>;
  settle(): Promise<void>;
};

/** A server that nobody has used; figures of GPU and CPU may be there beside. */
const unused = {
  acts: {},
  openRequests: 0,
  people: 0,
  sshSessions: expect.any(Number),
  work: [],
  unknown: [],
  server: { state: "running" },
};

const never = new AbortController().signal;

// The real steps install and start something.
const patient = { timeout: 120_000 };

/** What the bot counts on from what it puts on a pod. */
export function testPodSoftware(name: string, makeSubject: () => Promise<PodSoftwareSubject>): void {
  describe(`PodSoftware: ${name}`, () => {
    let subject: PodSoftwareSubject;

    beforeEach(async () => {
      subject = await makeSubject();
    });
    afterEach(async () => {
      await subject[Symbol.asyncDispose]();
    });

    const walk = (change: Partial<PodRequest> = {}): Promise<Walk> => {
      const { site, software, settle } = subject;
      const pod = { ...site.pod, request: { ...site.pod.request, ...change } };
      return walkSteps({ ...site, pod }, software.steps, { settle });
    };

    it(
      "steps lead from an empty volume to a server, once, and after a change of request to another server",
      patient,
      async () => {
        const { software, site, otherRequest } = subject;

        const first = await walk();
        const second = await walk();
        const activity = await software.activity(site, never);
        const stats = await software.stats(site, never);
        const changed = await walk(otherRequest);
        const again = await walk(otherRequest);

        expect([...new Set(first.begun)]).toEqual(["files", "environment", "studies", "server"]);
        expect(second.begun).toEqual([]);
        expect(activity).toEqual(expect.objectContaining(unused));
        expect(stats).toEqual({});
        expect(changed.begun).toEqual(["server"]);
        expect(again.begun).toEqual([]);
      },
    );

    it(
      "lock() puts the keys on again and again, and mend() leaves a server that runs as it is",
      patient,
      async () => {
        const { software, site } = subject;
        await walk();

        await software.lock({ ...site, pod: withRun(site.pod, { rotations: 1 }) }, never);
        await software.lock(site, never);
        await software.mend(site, never);
        await software.mend(site, never);
        const afterwards = await walk();

        expect((await software.activity(site, never)).server).toEqual({ state: "running" });
        expect(afterwards.begun).toEqual([]);
      },
    );

    it("each step has its times", () => {
      for (const step of subject.software.steps) {
        expect(step.expectedMs).toBeGreaterThan(0);
        expect(step.timeoutMs).toBeGreaterThan(step.expectedMs);
      }
    });

    it("all throw the reason of a signal that was aborted before", async () => {
      const { software, site } = subject;
      const reason = new Error("shutting down");
      const aborted = AbortSignal.abort(reason);

      for (const step of software.steps) {
        await expect(step.look(site, aborted)).rejects.toBe(reason);
        await expect(step.begin(site, aborted)).rejects.toBe(reason);
      }
      await expect(software.activity(site, aborted)).rejects.toBe(reason);
      await expect(software.stats(site, aborted)).rejects.toBe(reason);
      await expect(software.lock(site, aborted)).rejects.toBe(reason);
      await expect(software.mend(site, aborted)).rejects.toBe(reason);
    });
  });
}

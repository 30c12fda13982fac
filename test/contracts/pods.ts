import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { defaultSettings } from "../../src/core/records/settings.ts";
import { expectGone, type PodsSubject, reach, up } from "./pods-subject.ts";

export type { PodsSubject } from "./pods-subject.ts";

const never = new AbortController().signal;
/** A provider that can be asked in two ways begins with the other one at each. */
const attempts = [undefined, 1, 2];

/** What the bot counts on at every provider of pods. */
export function testPods(name: string, makeSubject: () => Promise<PodsSubject>): void {
  describe(`Pods and Market: ${name}`, () => {
    let subject: PodsSubject;

    beforeEach(async () => {
      subject = await makeSubject();
    });
    afterEach(async () => {
      await subject[Symbol.asyncDispose]();
    });

    describeMarket(() => subject);
    describeLife(() => subject);
    describeRepeats(() => subject);
    describeUnknown(() => subject);
  });
}

function describeMarket(get: () => PodsSubject): void {
  it("offers() names what can be rented, with its memory and price", async () => {
    const { provider, request = defaultSettings } = get();

    const offers = await provider.market.offers(request, never);

    expect(offers.length).toBeGreaterThan(0);
    for (const offer of offers) {
      expect(offer.gpuId).not.toBe("");
      expect(offer.gpuName).not.toBe("");
      expect(offer.memoryGib).toBeGreaterThan(0);
      expect(offer.usdPerHour).toBeGreaterThanOrEqual(0);
      expect(offer.cloud).toBe(request.cloud);
    }
  });
}

function describeLife(get: () => PodsSubject): void {
  it("create() makes a pod that list() and get() know from then on", async () => {
    const { provider, spec } = get();

    const created = await provider.pods.create(spec, never);

    expect(created.name).toBe(spec.name);
    expect(["provisioning", "running"]).toContain(created.status);
    const found = await provider.pods.get(created.providerPodId, never);
    expect(found).toMatchObject({ providerPodId: created.providerPodId, name: spec.name });
    const listed = await provider.pods.list(never);
    expect(listed.filter((pod) => pod.name === spec.name)).toHaveLength(1);
  });

  it("a running pod has addresses and an absolute workspace", async () => {
    const { providerPodId, machine } = await up(get());

    expect(machine).toMatchObject({ providerPodId });
    expect(machine?.startId).not.toBe("");
    expect(machine?.workspace).toMatch(/^\//);
    expect(machine?.api.port).toBeGreaterThan(0);
    expect(machine?.listen.port).toBeGreaterThan(0);
  });

  it("a lease lies outside of the workspace, so that it ends with the start it was given to", async () => {
    const { machine } = await up(get());

    const { leaseFile = "/elsewhere", workspace } = machine ?? {};
    expect(leaseFile).toMatch(/^\//);
    expect(leaseFile.startsWith(`${workspace}/`)).toBe(false);
  });

  it("whatever list() and get() tell of a pod's team and uptime is right", async () => {
    const { provider, spec } = get();
    const { providerPodId } = await up(get());

    const pod = await provider.pods.get(providerPodId, never);

    const listed = (await provider.pods.list(never)).find((other) => other.providerPodId === providerPodId);
    expect([pod?.teamId ?? spec.teamId, listed?.teamId ?? spec.teamId]).toEqual([spec.teamId, spec.teamId]);
    expect(pod?.uptimeMs ?? 0).toBeGreaterThanOrEqual(0);
  });

  it.each(attempts)("stop() is read back as stopped, without addresses, at attempt %s", async (attempt) => {
    const subject = get();
    const { providerPodId } = await up(subject);

    await subject.provider.pods.stop(providerPodId, never, attempt);

    const stopped = await reach(subject, providerPodId, "stopped");
    expect(stopped.machine).toBeUndefined();
    const listed = await subject.provider.pods.list(never);
    expect(listed.find((pod) => pod.providerPodId === providerPodId)?.status).toBe("stopped");
  });

  it("start() after a stop is another start of the same pod and workspace", async () => {
    const subject = get();
    const first = await up(subject);
    await subject.provider.pods.stop(first.providerPodId, never);
    await reach(subject, first.providerPodId, "stopped");

    await subject.provider.pods.start(first.providerPodId, never);

    const second = await reach(subject, first.providerPodId, "running");
    expect(second.name).toBe(first.name);
    expect(second.machine?.workspace).toBe(first.machine?.workspace);
    expect(second.machine?.startId).not.toBe(first.machine?.startId);
  });

  it.each(attempts)("remove() of a running pod leaves nothing of it, at attempt %s", async (attempt) => {
    const subject = get();
    const { providerPodId } = await up(subject);

    await subject.provider.pods.remove(providerPodId, never, attempt);

    await expectGone(subject, providerPodId);
  });

  it("remove() of a stopped pod leaves nothing of it", async () => {
    const subject = get();
    const { providerPodId } = await up(subject);
    await subject.provider.pods.stop(providerPodId, never);
    await reach(subject, providerPodId, "stopped");

    await subject.provider.pods.remove(providerPodId, never);

    await expectGone(subject, providerPodId);
  });
}

function describeRepeats(get: () => PodsSubject): void {
  it.each(attempts)("stop() of a stopped pod is no error, at attempt %s", async (attempt) => {
    const subject = get();
    const { providerPodId } = await up(subject);
    await subject.provider.pods.stop(providerPodId, never);
    await reach(subject, providerPodId, "stopped");

    await expect(subject.provider.pods.stop(providerPodId, never, attempt)).resolves.toBeUndefined();

    await reach(subject, providerPodId, "stopped");
  });

  it("start() of a running pod is no error and keeps its start", async () => {
    const subject = get();
    const { providerPodId, machine } = await up(subject);

    await subject.provider.pods.start(providerPodId, never);

    const after = await reach(subject, providerPodId, "running");
    expect(after.machine?.startId).toBe(machine?.startId);
  });

  it.each(attempts)("remove() of a pod that is gone is no error, at attempt %s", async (attempt) => {
    const subject = get();
    const { providerPodId } = await up(subject);
    await subject.provider.pods.remove(providerPodId, never);
    await expectGone(subject, providerPodId);

    await expect(subject.provider.pods.remove(providerPodId, never, attempt)).resolves.toBeUndefined();
  });
}

function describeUnknown(get: () => PodsSubject): void {
  it("get() of an unknown pod is undefined", async () => {
    expect(await get().provider.pods.get("nosuchpod0000", never)).toBeUndefined();
  });

  it("start() of an unknown pod is an error that a person can read", async () => {
    const start = get().provider.pods.start("nosuchpod0000", never);

    await expect(start).rejects.toHaveProperty("userMessage");
  });

  it("every call throws the reason of an aborted signal, and nothing is made", async () => {
    const { provider, spec, request = defaultSettings } = get();
    const reason = new Error("shutting down");
    const aborted = AbortSignal.abort(reason);
    const { pods, market } = provider;

    await expect(pods.create(spec, aborted)).rejects.toBe(reason);
    await expect(pods.list(aborted)).rejects.toBe(reason);
    await expect(pods.get("nosuchpod0000", aborted)).rejects.toBe(reason);
    await expect(pods.start("nosuchpod0000", aborted)).rejects.toBe(reason);
    await expect(pods.stop("nosuchpod0000", aborted)).rejects.toBe(reason);
    await expect(pods.remove("nosuchpod0000", aborted)).rejects.toBe(reason);
    await expect(market.offers(request, aborted)).rejects.toBe(reason);
    expect((await pods.list(never)).map((pod) => pod.name)).not.toContain(spec.name);
  });
}

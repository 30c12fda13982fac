import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Volumes } from "../../src/core/ports/account.ts";
import type { NetworkVolume, VolumeRequest } from "../../src/core/records/volume.ts";
import type { PodSpec } from "../../src/core/records/offer.ts";
import type { Provider } from "../../src/core/ports/provider.ts";

/** A provider of network volumes before its contract. */
export type VolumesSubject = AsyncDisposable & {
  readonly provider: Required<Pick<Provider, "pods" | "volumes">>;
  /** Asks for a pod that can be had in the `place`. */
  readonly spec: PodSpec;
  /** A data center that can hold a volume. */
  readonly place: string;
};

const never = new AbortController().signal;

/** What the bot counts on at every provider of network volumes. */
export function testVolumes(name: string, makeSubject: () => Promise<VolumesSubject>): void {
  describe(`Volumes: ${name}`, () => {
    let subject: VolumesSubject;

    beforeEach(async () => {
      subject = await makeSubject();
    });
    afterEach(async () => {
      await subject[Symbol.asyncDispose]();
    });

    describeCreate(() => subject);
    describeGrow(() => subject);
    describeRemove(() => subject);
    describeUse(() => subject);
  });
}

function describeCreate(get: () => VolumesSubject): void {
  it("places() names data centers, each once", async () => {
    const { provider, place } = get();

    const places = await provider.volumes.places(never);

    expect(places).toContain(place);
    expect(new Set(places).size).toBe(places.length);
  });

  it("create() makes a volume that list() knows from then on", async () => {
    const { volumes } = get().provider;
    const before = await volumes.list(never);

    const made = await volumes.create(wish(get()), never);

    expect(before).toEqual([]);
    expect(made).toEqual({ ...wish(get()), id: made.id });
    expect(made.id).not.toBe("");
    expect(await volumes.list(never)).toEqual([made]);
  });

  it("create() of a name that is there makes no second one", async () => {
    const { volumes } = get().provider;
    const first = await volumes.create(wish(get()), never);

    const second = await volumes.create(wish(get()), never);

    expect(second).toEqual(first);
    expect(await volumes.list(never)).toEqual([first]);
  });

  it("create() where there are no volumes is an error that a person can read", async () => {
    const { volumes } = get().provider;

    const made = volumes.create({ ...wish(get()), dataCenterId: "EUR-IS-1" }, never);

    await expect(made).rejects.toHaveProperty("userMessage");
    expect(await volumes.list(never)).toEqual([]);
  });
}

function describeGrow(get: () => VolumesSubject): void {
  it("grow() makes it larger, and again to the same size is no error", async () => {
    const { volumes } = get().provider;
    const made = await volumes.create(wish(get()), never);

    const grown = await volumes.grow(made.id, 200, never);
    const again = await volumes.grow(made.id, 200, never);

    expect(grown).toEqual({ ...made, sizeGib: 200 });
    expect(again).toEqual(grown);
    expect(await volumes.list(never)).toEqual([grown]);
  });

  it("grow() to a smaller size is refused, and nothing changes", async () => {
    const { volumes } = get().provider;
    const made = await volumes.create(wish(get()), never);

    const grown = volumes.grow(made.id, 50, never);

    await expect(grown).rejects.toMatchObject({ code: "volume-only-grows", retryable: false });
    expect(await volumes.list(never)).toEqual([made]);
  });

  it("grow() of an unknown one says so", async () => {
    const grown = get().provider.volumes.grow("nosuchvolume", 200, never);

    await expect(grown).rejects.toMatchObject({ code: "volume-gone" });
  });
}

function describeRemove(get: () => VolumesSubject): void {
  it("remove() leaves nothing of it, and twice is no error", async () => {
    const { volumes } = get().provider;
    const kept = await volumes.create({ ...wish(get()), name: "labelpod-test01-kept" }, never);
    const { id } = await volumes.create(wish(get()), never);

    await volumes.remove(id, never);
    await expect(volumes.remove(id, never)).resolves.toBeUndefined();

    expect(await volumes.list(never)).toEqual([kept]);
  });

  it("every call throws the reason of an aborted signal, and nothing is made", async () => {
    const { volumes } = get().provider;
    const reason = new Error("shutting down");
    const aborted = AbortSignal.abort(reason);

    await expect(volumes.list(aborted)).rejects.toBe(reason);
    await expect(volumes.places(aborted)).rejects.toBe(reason);
    await expect(volumes.create(wish(get()), aborted)).rejects.toBe(reason);
    await expect(volumes.grow("nosuchvolume", 200, aborted)).rejects.toBe(reason);
    await expect(volumes.remove("nosuchvolume", aborted)).rejects.toBe(reason);
    expect(await volumes.list(never)).toEqual([]);
  });
}

function describeUse(get: () => VolumesSubject): void {
  it("a pod that has it keeps it from being removed, until the pod is gone", async () => {
    const { provider, spec } = get();
    const { volumes, pods } = provider;
    const volume = await volumes.create(wish(get()), never);
    const { providerPodId } = await pods.create(withVolume(spec, volume), never);

    const early = await outcome(volumes, volume);
    await pods.remove(providerPodId, never);
    const late = await outcome(volumes, volume);

    expect([early, late]).toEqual(["volume-in-use", "removed"]);
  });

  it("a pod with it lies in its data center", async () => {
    const { provider, spec, place } = get();
    const volume = await provider.volumes.create(wish(get()), never);

    const { providerPodId } = await provider.pods.create(withVolume(spec, volume), never);

    const pod = await provider.pods.get(providerPodId, never);
    expect(pod?.dataCenterId).toBe(place);
  });

  it("a pod on a volume that is gone is refused, and nothing is rented", async () => {
    const { provider, spec } = get();
    const volume = await provider.volumes.create(wish(get()), never);
    await provider.volumes.remove(volume.id, never);

    const made = provider.pods.create(withVolume(spec, volume), never);

    await expect(made).rejects.toMatchObject({ code: "volume-gone", retryable: false });
    expect(await provider.pods.list(never)).toEqual([]);
  });
}

async function outcome(volumes: Volumes, { id }: NetworkVolume): Promise<unknown> {
  const removed = volumes.remove(id, never);
  return removed.then(
    () => "removed",
    (error: { readonly code?: unknown }) => error.code,
  );
}

function withVolume(spec: PodSpec, { id }: NetworkVolume): PodSpec {
  return { ...spec, volumeGib: 0, networkVolumeId: id };
}

function wish({ place }: VolumesSubject): VolumeRequest {
  return { name: "labelpod-test01-studies", sizeGib: 100, dataCenterId: place };
}

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Charge, networkVolumeUsdPerMonth } from "../../src/core/ports/account.ts";
import type { PodSpec } from "../../src/core/records/offer.ts";
import type { ListedPod } from "../../src/core/records/machine.ts";
import type { Provider } from "../../src/core/ports/provider.ts";
import { up } from "./pods-subject.ts";

/** A provider that charges, before its contract. */
export type BillingSubject = AsyncDisposable & {
  readonly provider: Required<Pick<Provider, "pods" | "market" | "billing" | "volumes" | "storagePrices">>;
  /** Asks for a pod that can be had. */
  readonly spec: PodSpec;
  /** A data center that can hold a network volume. */
  readonly place: string;
  now(): number;
  /** Lets time pass at the provider. */
  pass(ms: number): Promise<void>;
  /** Lets the provider go on, by hardly any time. */
  settle(): Promise<void>;
  /** What the account has from now on; undefined: it is told no more. */
  setBalance(usd: number | undefined): void;
};

const never = new AbortController().signal;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const monthHours = 730;

/** What the bot counts on at every provider that charges. */
export function testBilling(name: string, makeSubject: () => Promise<BillingSubject>): void {
  describe(`Billing: ${name}`, () => {
    let subject: BillingSubject;

    beforeEach(async () => {
      subject = await makeSubject();
    });
    afterEach(async () => {
      await subject[Symbol.asyncDispose]();
    });

    describeCharges(() => subject);
    describeBalance(() => subject);
  });
}

function describeCharges(get: () => BillingSubject): void {
  it("charges() has a pod that is up with its machine and its disks", async () => {
    const subject = get();
    const pod = await up(subject);
    await subject.pass(2 * hourMs);

    const [charge, ...more] = await chargesOf(subject, pod);

    const { containerDiskGib, volumeGib } = subject.spec;
    const { running } = subject.provider.storagePrices;
    const diskUsd = (2 * (containerDiskGib + volumeGib) * running) / monthHours;
    expect(more).toEqual([]);
    expect(charge?.diskUsd).toBeCloseTo(diskUsd, 3);
    expect(charge?.usd).toBeCloseTo(2 * pod.usdPerHour + diskUsd, 2);
  });

  it("charges() has a stopped pod with its volume alone, at the price of a stopped one", async () => {
    const subject = get();
    const pod = await up(subject);
    await subject.provider.pods.stop(pod.providerPodId, never);
    await subject.pass(dayMs);
    const before = total(await chargesOf(subject, pod));

    await subject.pass(dayMs);
    const charges = await chargesOf(subject, pod);

    const { stopped } = subject.provider.storagePrices;
    const usd = (24 * subject.spec.volumeGib * stopped) / monthHours;
    expect(total(charges) - before).toBeCloseTo(usd, 2);
    expect(charges.at(-1)?.diskUsd).toBe(charges.at(-1)?.usd);
  });

  it("charges() keeps a pod that is gone, and charges it no more", async () => {
    const subject = get();
    const pod = await up(subject);
    await subject.pass(hourMs);
    await subject.provider.pods.remove(pod.providerPodId, never);
    const before = await chargesOf(subject, pod);

    await subject.pass(3 * hourMs);
    const after = await chargesOf(subject, pod);

    expect(total(before)).toBeGreaterThan(pod.usdPerHour);
    expect(total(after)).toBeCloseTo(total(before), 6);
  });

  it("charges() cuts at midnight in UTC", async () => {
    const subject = get();
    const pod = await up(subject);
    const startMs = dayOf(subject.now());
    await subject.pass(startMs + dayMs + hourMs - subject.now());

    const charges = await chargesOf(subject, pod);

    expect(charges.map(({ fromMs }) => fromMs)).toEqual([startMs, startMs + dayMs]);
    for (const { fromMs, toMs } of charges) expect(toMs - fromMs).toBe(dayMs);
    expect(charges[1]?.usd).toBeCloseTo(pod.usdPerHour, 1);
  });

  it("charges() leaves out what was before", async () => {
    const subject = get();
    const pod = await up(subject);
    const nextMs = dayOf(subject.now()) + dayMs;
    await subject.pass(nextMs + hourMs - subject.now());

    const charges = await chargesOf(subject, pod, nextMs);

    expect(charges.map(({ fromMs }) => fromMs)).toEqual([nextMs]);
  });

  it("charges() has a network volume, by its size and until it is gone", async () => {
    const subject = get();
    const { billing, volumes, storagePrices } = subject.provider;
    const fromMs = dayOf(subject.now());
    const wished = { name: "labelpod-test01-kept", sizeGib: 1_500, dataCenterId: subject.place };
    const { id } = await volumes.create(wished, never);
    await subject.pass(10 * hourMs);
    await volumes.remove(id, never);
    await subject.pass(10 * hourMs);

    const charges = await billing.charges(fromMs, never);

    const ofVolume = charges.filter(({ of }) => "volumeId" in of && of.volumeId === id);
    const usd = (10 * networkVolumeUsdPerMonth(1_500, storagePrices)) / monthHours;
    expect(total(ofVolume)).toBeCloseTo(usd, 2);
    for (const charge of ofVolume) expect(charge.diskUsd).toBe(charge.usd);
  });

  it("charges() of an account that was charged for nothing is empty", async () => {
    const { provider, now } = get();

    expect(await provider.billing.charges(dayOf(now()), never)).toEqual([]);
  });
}

function describeBalance(get: () => BillingSubject): void {
  it("balance() tells what the account has and what it spends", async () => {
    const subject = get();
    subject.setBalance(12.5);
    const before = await subject.provider.billing.balance(never);
    const pod = await up(subject);

    const after = await subject.provider.billing.balance(never);

    expect(before).toEqual({ usd: 12.5, usdPerHour: 0 });
    expect(after).toEqual({ usd: 12.5, usdPerHour: pod.usdPerHour });
  });

  it("balance() may be below nothing", async () => {
    const subject = get();
    subject.setBalance(-0.25);

    expect(await subject.provider.billing.balance(never)).toMatchObject({ usd: -0.25 });
  });

  it("balance() is undefined where it is not told", async () => {
    const subject = get();
    subject.setBalance(undefined);

    expect(await subject.provider.billing.balance(never)).toBeUndefined();
  });

  it("every call throws the reason of an aborted signal", async () => {
    const { billing } = get().provider;
    const reason = new Error("shutting down");
    const aborted = AbortSignal.abort(reason);

    await expect(billing.balance(aborted)).rejects.toBe(reason);
    await expect(billing.charges(0, aborted)).rejects.toBe(reason);
  });
}

async function chargesOf(
  { provider, now }: BillingSubject,
  { providerPodId }: ListedPod,
  fromMs = dayOf(now()) - 7 * dayMs,
): Promise<readonly Charge[]> {
  const charges = await provider.billing.charges(fromMs, never);
  return charges.filter(({ of }) => "providerPodId" in of && of.providerPodId === providerPodId);
}

function total(charges: readonly Charge[]): number {
  return charges.reduce((sum, { usd }) => sum + usd, 0);
}

function dayOf(ms: number): number {
  return Math.floor(ms / dayMs) * dayMs;
}

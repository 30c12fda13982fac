import { expect, test } from "vitest";
import type { Access } from "../../../src/core/records/pod-request.ts";
import type { Machine } from "../../../src/core/records/machine.ts";
import type { StartingPod } from "../../../src/core/records/pod.ts";
import type { ReachedPod } from "../../../src/core/records/server-address.ts";
import { peopleAddress, serverAddress } from "../../../src/core/access/keyed-address.ts";
import { createSimulatedKeys } from "../../../src/simulated/keys.ts";
import { askedPod } from "../../support/asked-pod.ts";

const keys = createSimulatedKeys();
const certificate = "ab".repeat(32);
const machine: Machine = {
  providerPodId: "p1",
  startId: "s1",
  shell: { host: "203.0.113.1", port: 22 },
  api: { host: "203.0.113.1", port: 10_003 },
  listen: { host: "0.0.0.0", port: 8000 },
  workspace: "/workspace",
};
const fresh = askedPod(0);

function podWith(access: Access, change: Partial<ReachedPod<StartingPod>["run"]> = {}): ReachedPod {
  return { ...fresh, request: { ...fresh.request, access }, run: { ...fresh.run, machine, ...change } };
}

test("serverAddress() has the bot's key, which a change of the people's key leaves as it is", () => {
  const before = serverAddress(podWith("http"), keys);
  const after = serverAddress(podWith("http", { rotations: 2 }), keys);

  expect(before.url).toBe(`http://203.0.113.1:10003/${keys.ofBot({ podId: "k1", run: 1, rotation: 0 })}`);
  expect(after).toEqual(before);
});

test("peopleAddress() has the people's key of now", () => {
  const lock = { podId: "k1", run: 1, rotation: 2 };

  const { url } = peopleAddress(podWith("http", { rotations: 2 }), keys);

  expect(url).toBe(`http://203.0.113.1:10003/${keys.ofPeople(lock)}`);
});

test("by TLS it has the pod's own certificate with it, where that is known", () => {
  const known = serverAddress(podWith("https", { certificate }), keys);
  const unknown = serverAddress(podWith("https"), keys);

  expect(known).toMatchObject({
    url: expect.stringMatching(/^https:\/\/203\.0\.113\.1:10003\//),
    certificate,
  });
  expect(unknown).not.toHaveProperty("certificate");
});

test("by the provider's proxy it has the proxy's URL, and no certificate of the pod", () => {
  const proxied = { ...machine, proxyUrl: "https://p1-8000.proxy.example.net" };

  for (const access of ["proxy", "https"] as const) {
    const address = serverAddress(podWith(access, { machine: proxied, certificate }), keys);

    expect(address.url).toMatch(/^https:\/\/p1-8000\.proxy\.example\.net\/fake-/);
    expect(address).not.toHaveProperty("certificate");
  }
});

test("without TLS a certificate of an earlier start counts for nothing", () => {
  expect(serverAddress(podWith("http", { certificate }), keys)).not.toHaveProperty("certificate");
});

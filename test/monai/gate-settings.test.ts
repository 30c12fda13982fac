import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import type { Machine } from "../../src/core/records/machine.ts";
import { withRun } from "../../src/core/records/pod.ts";
import type { RunningPod } from "../../src/core/ports/software.ts";
import { createSimulatedClock } from "../../src/simulated/clock.ts";
import { createSimulatedKeys } from "../../src/simulated/keys.ts";
import { createSimulatedShell } from "../../src/simulated/shell.ts";
import { gateSettings } from "../../src/monai/gate-settings.ts";
import { makeRunningPod } from "../support/running-pod.ts";

const keys = createSimulatedKeys();
const machine: Machine = {
  providerPodId: "p1",
  startId: "s1",
  shell: { host: "203.0.113.1", port: 22 },
  api: { host: "203.0.113.1", port: 10_003 },
  listen: { host: "0.0.0.0", port: 8000 },
  workspace: "/workspace",
};

function siteOf(change: Partial<Machine> = {}): RunningPod {
  const shell = createSimulatedShell({ clock: createSimulatedClock(), isUp: () => true });
  return makeRunningPod({ ...machine, ...change }, shell);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

test("gateSettings() holds the keys as SHA-256 alone, in a file of its owner", () => {
  const site = siteOf();
  const lock = { podId: site.pod.id, run: 1, rotation: 0 };

  const file = gateSettings(site, keys, { ada: "scrypt$c2FsdA==$aGFzaA==" });

  expect(file).toMatchObject({ path: "/workspace/labelpod/gate.json", mode: 0o600 });
  expect(JSON.parse(file.content)).toEqual({
    people: sha256(keys.ofPeople(lock)),
    bot: sha256(keys.ofBot(lock)),
    origin: "http://203.0.113.1:10003",
    logins: { ada: "scrypt$c2FsdA==$aGFzaA==" },
  });
  expect(file.content).not.toContain("fake-");
});

test("gateSettings() follows a change of the key", () => {
  const site = siteOf();

  const rotated = gateSettings({ ...site, pod: withRun(site.pod, { rotations: 1 }) }, keys, {});

  const lock = { podId: site.pod.id, run: 1, rotation: 1 };
  expect(JSON.parse(rotated.content)).toMatchObject({ people: sha256(keys.ofPeople(lock)) });
});

test("gateSettings() has the origin that browsers see: by TLS, or the proxy's without its path", () => {
  const { pod } = siteOf();
  const request = { ...pod.request, access: "https" } as const;

  const byTls = gateSettings({ ...siteOf(), pod: { ...pod, request } }, keys, {});
  const byProxy = gateSettings(siteOf({ proxyUrl: "https://p1-8000.proxy.example.net/p1" }), keys, {});

  expect(JSON.parse(byTls.content)).toMatchObject({ origin: "https://203.0.113.1:10003" });
  expect(JSON.parse(byProxy.content)).toMatchObject({ origin: "https://p1-8000.proxy.example.net" });
});

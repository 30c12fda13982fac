import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Machine } from "../../src/core/pod.ts";
import { createHostKeys, fingerprint } from "../../src/ssh/host-keys.ts";

const address = { host: "127.0.0.1", port: 1 };
const machine: Machine = {
  providerPodId: "pod1",
  startId: "2026-01-01T00:00:00Z",
  shell: address,
  api: address,
  listen: address,
  workspace: "/workspace",
};
const key = Buffer.from("one key");
const otherKey = Buffer.from("another key");

let folder = "";
let file = "";

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "labelpod-host-keys-"));
  file = path.join(folder, "host-keys");
});
afterEach(() => rm(folder, { recursive: true }));

it("takes the first key of a start and no other, also in a later life", async () => {
  expect(await createHostKeys({ file }).accept(machine, key)).toBe(true);

  const later = createHostKeys({ file });
  expect(await later.accept(machine, key)).toBe(true);
  expect(await later.accept(machine, otherKey)).toBe(false);
});

it("takes a new key with each start and for each pod", async () => {
  const hostKeys = createHostKeys({ file });
  await hostKeys.accept(machine, key);

  expect(await hostKeys.accept({ ...machine, startId: "2026-01-02T00:00:00Z" }, otherKey)).toBe(true);
  expect(await hostKeys.accept({ ...machine, providerPodId: "pod2" }, otherKey)).toBe(true);
});

it("keeps its file for the owner alone", async () => {
  await createHostKeys({ file }).accept(machine, key);

  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

it("counts a line that a crash has cut short as not written", async () => {
  await createHostKeys({ file }).accept(machine, key);
  const whole = await readFile(file, "utf8");
  await writeFile(file, whole.slice(0, -10));
  const later = createHostKeys({ file });

  expect(await later.accept(machine, otherKey)).toBe(true);
  expect(await later.accept(machine, otherKey)).toBe(true);
  expect(await later.accept(machine, key)).toBe(false);
});

it("takes only a key that the pod has published, where it has", async () => {
  const published = createHostKeys({ file, readPublished: async () => [fingerprint(key)] });
  const unpublished = createHostKeys({ file, readPublished: async () => undefined });

  expect(await published.accept(machine, otherKey)).toBe(false);
  expect(await published.accept(machine, key)).toBe(true);
  expect(await unpublished.accept({ ...machine, startId: "another" }, otherKey)).toBe(true);
});

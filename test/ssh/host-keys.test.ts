import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Machine } from "../../src/core/records/machine.ts";
import type { Published } from "../../src/core/ports/ssh-access.ts";
import { createSimulatedClock, type SimulatedClock } from "../../src/simulated/clock.ts";
import { createHostKeys, fingerprint, type HostKeys } from "../../src/ssh/host-keys.ts";
import { createTestLog } from "../support/log.ts";

const address = { host: "127.0.0.1", port: 1 };
const machine: Machine = {
  providerPodId: "pod1",
  startId: "2026-01-01T00:00:00Z",
  shell: address,
  api: address,
  listen: address,
  workspace: "/workspace",
};
const nextStart = { ...machine, startId: "2026-01-02T00:00:00Z" };
const key = Buffer.from("one key");
const otherKey = Buffer.from("another key");
const changed = { name: "UserFacingError", code: "host-key-changed" };
const unpublished = { name: "UnreachableError", code: "host-key-unpublished", retryable: true };

let folder = "";
let file = "";
let clock: SimulatedClock = createSimulatedClock();
let log = createTestLog();

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "labelpod-host-keys-"));
  file = path.join(folder, "host-keys");
  clock = createSimulatedClock();
  log = createTestLog();
});
afterEach(() => rm(folder, { recursive: true }));

/** With a log that says the same of every key, or with none. */
function open(published?: Published): HostKeys {
  return createHostKeys({
    file,
    clock,
    log,
    ...(published === undefined ? {} : { checkPublished: async () => published }),
  });
}

/** With a log that names exactly these keys. */
function openNaming(...named: readonly Buffer[]): HostKeys {
  const names = new Set(named.map(fingerprint));
  const checkPublished = async (_machine: Machine, found: string): Promise<Published> =>
    names.has(found) ? "this" : "others";
  return createHostKeys({ file, clock, log, checkPublished });
}

function events(): readonly string[] {
  return log.entries.map(({ event }) => event);
}

describe("a log that can't be read", () => {
  it("makes the first key of a start count and no other, also in a later life", async () => {
    await open().accept(machine, key);

    const later = open("unreadable");
    await later.accept(machine, key);
    await expect(later.accept(machine, otherKey)).rejects.toMatchObject(changed);
    expect(await later.known(machine)).toEqual({ fingerprint: fingerprint(key), isChecked: false });
  });

  it("takes a new key with each start and for each pod", async () => {
    const hostKeys = open();
    await hostKeys.accept(machine, key);

    await hostKeys.accept(nextStart, otherKey);
    await hostKeys.accept({ ...machine, providerPodId: "pod2" }, otherKey);

    expect((await hostKeys.known(machine))?.fingerprint).toBe(fingerprint(key));
    expect((await hostKeys.known(nextStart))?.fingerprint).toBe(fingerprint(otherKey));
  });

  it("is told once in labelpod's log, without the key", async () => {
    const hostKeys = open("unreadable");

    await hostKeys.accept(machine, key);
    await hostKeys.accept(machine, key);

    const event = "the host key is trusted on first use, the pod's log does not tell it";
    expect(log.entries).toEqual([{ event, data: { providerPodId: "pod1" } }]);
  });
});

describe("a log that names keys", () => {
  it("lets in the key that it names, says so, and is not asked again in this start", async () => {
    await openNaming(key).accept(machine, key);
    await openNaming(otherKey).accept(machine, key);

    expect(events()).toEqual(["the host key is the one in the pod's log"]);
    expect(await open().known(machine)).toEqual({ fingerprint: fingerprint(key), isChecked: true });
  });

  it("is given half a minute for a key that it does not name, which is refused then", async () => {
    const hostKeys = openNaming(otherKey);

    await expect(hostKeys.accept(machine, key)).rejects.toMatchObject(unpublished);
    await clock.advance(30_000);
    await expect(hostKeys.accept(machine, key)).rejects.toMatchObject(changed);

    expect(await hostKeys.known(machine)).toBeUndefined();
    expect(events()).toEqual(["the host key is refused"]);
  });

  it("counts on when it can't be read after that: no key is trusted that it does not name", async () => {
    let published: Published = "others";
    const hostKeys = createHostKeys({ file, clock, log, checkPublished: async () => published });
    await expect(hostKeys.accept(machine, key)).rejects.toMatchObject(unpublished);

    published = "none";
    await clock.advance(29_000);
    await expect(hostKeys.accept(machine, key)).rejects.toMatchObject(unpublished);
    published = "unreadable";
    await expect(hostKeys.accept(machine, key)).rejects.toMatchObject(unpublished);
    await clock.advance(1_000);
    await expect(hostKeys.accept(machine, key)).rejects.toMatchObject(changed);

    published = "this";
    await hostKeys.accept(machine, otherKey);
    expect(await hostKeys.known(machine)).toEqual({ fingerprint: fingerprint(otherKey), isChecked: true });
  });

  it("refuses what was trusted on first use also when it can't be read after it named another", async () => {
    await open("unreadable").accept(machine, key);
    let published: Published = "others";
    const hostKeys = createHostKeys({ file, clock, log, checkPublished: async () => published });
    await expect(hostKeys.accept(machine, key)).rejects.toMatchObject(unpublished);

    published = "none";

    await expect(hostKeys.accept(machine, key)).rejects.toMatchObject(unpublished);
  });

  it("is given its half a minute again by each container that was started again within this start", async () => {
    const hostKeys = openNaming(key);
    await hostKeys.accept(machine, key);
    await expect(hostKeys.accept(machine, otherKey)).rejects.toMatchObject(unpublished);
    await hostKeys.accept(machine, key);
    await clock.advance(3_600_000);

    await expect(hostKeys.accept(machine, otherKey)).rejects.toMatchObject(unpublished);
  });

  it("overrules what was trusted on first use", async () => {
    await open("unreadable").accept(machine, key);
    const hostKeys = openNaming(otherKey);

    await expect(hostKeys.accept(machine, key)).rejects.toMatchObject(unpublished);
    await clock.advance(30_000);
    await expect(hostKeys.accept(machine, key)).rejects.toMatchObject(changed);
    await hostKeys.accept(machine, otherKey);

    expect(await hostKeys.known(machine)).toEqual({ fingerprint: fingerprint(otherKey), isChecked: true });
  });

  it("checks later what could not be checked before", async () => {
    await open("unreadable").accept(machine, key);

    await openNaming(key).accept(machine, key);

    expect(await open().known(machine)).toMatchObject({ isChecked: true });
  });

  it("lets in the new key of a container that was started again within this start", async () => {
    await openNaming(key).accept(machine, key);

    await openNaming(key, otherKey).accept(machine, otherKey);

    expect((await open().known(machine))?.fingerprint).toBe(fingerprint(otherKey));
  });
});

describe("a log that names no key", () => {
  it("is asked again for half a minute before the first key is trusted", async () => {
    const hostKeys = open("none");

    await expect(hostKeys.accept(machine, key)).rejects.toMatchObject(unpublished);
    await clock.advance(29_000);
    await expect(hostKeys.accept(machine, key)).rejects.toMatchObject(unpublished);
    await clock.advance(1_000);
    await hostKeys.accept(machine, key);

    expect(await hostKeys.known(machine)).toMatchObject({ isChecked: false });
  });

  it("says nothing against the key of this start, and nothing for another", async () => {
    await open("unreadable").accept(machine, key);
    const hostKeys = open("none");

    await hostKeys.accept(machine, key);
    await expect(hostKeys.accept(machine, otherKey)).rejects.toMatchObject(unpublished);
    await clock.advance(30_000);
    await expect(hostKeys.accept(machine, otherKey)).rejects.toMatchObject(changed);
  });
});

describe("the file", () => {
  it("that can't be written, as on a full disk, counts in this life, and is told in labelpod's log", async () => {
    await mkdir(`${file}.new`);
    const keys = open();

    await keys.accept(machine, key);

    expect(await keys.known(machine)).toMatchObject({ fingerprint: fingerprint(key) });
    await expect(keys.accept(machine, otherKey)).rejects.toMatchObject(changed);
    expect(log.entries.map(({ event }) => event)).toContain("the host key can't be written down");
  });

  it("is for the owner alone", async () => {
    await open().accept(machine, key);

    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it("holds each start once and the last 200", async () => {
    const hostKeys = open();
    const starts = Array.from({ length: 205 }, (_, number) => ({ ...machine, startId: `start ${number}` }));

    for (const start of starts) await hostKeys.accept(start, key);
    await openNaming(key).accept({ ...machine, startId: "start 204" }, key);

    const lines = (await readFile(file, "utf8")).trimEnd().split("\n");
    expect(lines).toHaveLength(200);
    expect(lines.at(0)).toContain("start%205 ");
    expect(lines.at(-1)).toContain("start%20204 ");
  });

  it("loses nothing when two pods are connected to at once", async () => {
    const hostKeys = open();

    await Promise.all([hostKeys.accept(machine, key), hostKeys.accept(nextStart, otherKey)]);

    expect(await hostKeys.known(machine)).toBeDefined();
    expect(await hostKeys.known(nextStart)).toBeDefined();
  });

  it("of an older version counts, as unchecked, and a line that was cut short does not", async () => {
    const start = "pod1 2026-01-01T00%3A00%3A00Z";
    await writeFile(file, `\n${start} ${fingerprint(key)}\n\n${start} SHA256:short`);

    expect(await open().known(machine)).toEqual({ fingerprint: fingerprint(key), isChecked: false });
  });
});

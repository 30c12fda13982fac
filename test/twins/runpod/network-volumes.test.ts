import { expect, test } from "vitest";
import { runningPod, startTwin, WISH, type Ask } from "./twin-client.ts";

const VOLUME = { name: "studies", size: 50, dataCenter: "US-KS-2" };
const HOUR_MS = 3_600_000;

async function makeVolume(ask: Ask, more: object = {}): Promise<string> {
  const { data } = await ask("POST /network-volumes", { ...VOLUME, ...more });
  return String(data["id"]);
}

function wishWith(volumeId: string, more: object = {}): object {
  return { ...WISH, mounts: { network: [{ volumeId, path: "/workspace" }] }, ...more };
}

function mounts(volumeId: string): object {
  return { mounts: { network: [{ volumeId, path: "/data" }] } };
}

test("a volume is made, read, listed, grown, renamed and deleted", async () => {
  await using bench = await startTwin();
  const { ask } = bench;

  const created = await ask("POST /network-volumes", VOLUME);
  const id = String(created.data["id"]);
  const grown = await ask(`PATCH /network-volumes/${id}`, { size: 60 });
  const renamed = await ask(`PATCH /network-volumes/${id}`, { name: "other" });
  const listed = await ask("GET /network-volumes");
  const deleted = await ask(`DELETE /network-volumes/${id}`);
  const gone = await ask(`GET /network-volumes/${id}`);

  expect([created.status, created.data]).toEqual([201, { ...VOLUME, id, type: "STANDARD" }]);
  expect(grown.data).toMatchObject({ size: 60, name: "studies" });
  expect(listed.data).toEqual({ networkVolumes: [renamed.data] });
  expect(renamed.data).toMatchObject({ size: 60, name: "other" });
  expect([deleted.status, deleted.data, gone.status]).toEqual([204, "", 404]);
});

test.each([
  ["too small", { ...VOLUME, size: 9 }, 422],
  ["too large", { ...VOLUME, size: 4097 }, 422],
  ["a field of v1", { ...VOLUME, dataCenterId: "US-KS-2" }, 422],
  ["a place that has none", { ...VOLUME, dataCenter: "EUR-IS-1" }, 400],
  ["a place that is none", { ...VOLUME, dataCenter: "nowhere" }, 400],
  ["a tier that its place has not", { ...VOLUME, dataCenter: "US-IL-1", type: "HIGH_PERFORMANCE" }, 400],
])("%s is refused", async (_what, body, status) => {
  await using bench = await startTwin();

  const answer = await bench.ask("POST /network-volumes", body);
  const listed = await bench.ask("GET /network-volumes");
  bench.twin.takeViolations();

  expect(answer.status).toBe(status);
  expect(listed.data).toEqual({ networkVolumes: [] });
});

test("a volume never shrinks, and an empty update is none", async () => {
  await using bench = await startTwin();
  const id = await makeVolume(bench.ask);

  const shrunk = await bench.ask(`PATCH /network-volumes/${id}`, { size: 20 });
  const empty = await bench.ask(`PATCH /network-volumes/${id}`, {});
  bench.twin.takeViolations();

  expect([shrunk.status, empty.status]).toEqual([400, 422]);
});

test("a pod lies beside its network volume, which outlives it", async () => {
  await using bench = await startTwin();
  const { ask } = bench;
  const volumeId = await makeVolume(ask, { dataCenter: "EU-RO-1" });

  const id = await runningPod(bench, wishWith(volumeId));
  const pod = await ask(`GET /pods/${id}`);
  const inUse = await ask(`DELETE /network-volumes/${volumeId}`);
  await ask(`DELETE /pods/${id}`);
  const kept = await ask(`GET /network-volumes/${volumeId}`);
  const deleted = await ask(`DELETE /network-volumes/${volumeId}`);

  expect(pod.data).toMatchObject({
    dataCenterId: "EU-RO-1",
    mounts: { network: [{ volumeId, path: "/workspace" }] },
  });
  expect([inUse.status, kept.status, deleted.status]).toEqual([409, 200, 204]);
});

test.each([
  ["another data center", { dataCenterIds: ["EU-RO-1"] }, 400],
  ["the community cloud", { cloud: "COMMUNITY" }, 400],
])("a pod with a volume and %s is refused", async (_what, more, status) => {
  await using bench = await startTwin();
  const volumeId = await makeVolume(bench.ask);

  const answer = await bench.ask("POST /pods", wishWith(volumeId, more));
  const unknown = await bench.ask("POST /pods", wishWith("nobody"));

  expect([answer.status, unknown.status]).toEqual([status, 404]);
  expect(bench.twin.running()).toEqual([]);
});

test("a pod's network volume can't be changed, taken away or added later", async () => {
  await using bench = await startTwin();
  const { ask } = bench;
  const [one, other] = [await makeVolume(ask), await makeVolume(ask)];
  const id = await runningPod(bench, wishWith(one));
  const plain = await runningPod(bench);

  const answers = [
    await ask(`PATCH /pods/${id}`, mounts(other)),
    await ask(`PATCH /pods/${id}`, { mounts: { network: [] } }),
    await ask(`PATCH /pods/${plain}`, mounts(one)),
    await ask(`PATCH /pods/${id}`, mounts(one)),
  ];

  expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 200]);
});

test("billing tells what a volume cost by each of its sizes", async () => {
  const clock = { nowMs: Date.UTC(2026, 9, 5), now: () => clock.nowMs, sleep: () => Promise.resolve() };
  await using bench = await startTwin({ clock });
  const { ask } = bench;
  const id = await makeVolume(ask);
  await makeVolume(ask, { type: "HIGH_PERFORMANCE" });
  clock.nowMs += 73 * HOUR_MS;
  await ask(`PATCH /network-volumes/${id}`, { size: 100 });
  clock.nowMs += 73 * HOUR_MS;
  await ask(`DELETE /network-volumes/${id}`);
  clock.nowMs += 73 * HOUR_MS;

  const one = await ask(`GET /billing/network-volumes?networkVolumeId=${id}`);
  const all = await ask("GET /billing/network-volumes?bucketSize=hour&lastN=1");

  expect(one.data).toMatchObject({
    metadata: {
      uniqueNetworkVolumeCount: 1,
      totals: { standardAmount: expect.closeTo(0.1 * (50 + 100) * 0.07, 6), highPerformanceAmount: 0 },
    },
  });
  expect(all.data).toMatchObject({ records: [{ standardAmount: 0 }], metadata: { recordCount: 1 } });
});

test("the catalog finds data centers by their volumes, and each by its id", async () => {
  await using bench = await startTwin();
  const { ask } = bench;

  const fast = await ask("GET /catalog/datacenters?networkVolumeTypes=STANDARD,HIGH_PERFORMANCE");
  const linked = await ask("GET /catalog/datacenters?globalNetwork=true&regions=EUROPE,ASIA");
  const one = await ask("GET /catalog/datacenters/US-IL-1?include=GPU_AVAILABILITY");
  const none = await ask("GET /catalog/datacenters/nowhere");

  expect(fast.data["dataCenters"]).toMatchObject([{ id: "US-KS-2" }]);
  expect(linked.data["dataCenters"]).toMatchObject([{ id: "EU-RO-1" }]);
  expect(one.data).toMatchObject({
    networkVolumeTypes: ["STANDARD"],
    gpuAvailability: [{ name: "RTX A5000" }],
  });
  expect(none.status).toBe(404);
});

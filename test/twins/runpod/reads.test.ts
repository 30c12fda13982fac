import type { Readable } from "node:stream";
import axios, { type AxiosResponse } from "axios";
import { expect, test } from "vitest";
import { API_KEY, runningPod, startTwin, WISH } from "./twin-client.ts";

const STOCK = "include=AVAILABILITY&product=POD";

test("the catalog shows stock only on request, narrowed to a country", async () => {
  await using bench = await startTwin();
  const { ask } = bench;

  const plain = await ask("GET /catalog/gpus");
  const us = await ask(`GET /catalog/gpus?${STOCK}&cloud=SECURE&countryCodes=US`);

  expect(JSON.stringify(plain.data)).not.toContain("availability");
  expect(us.data["gpus"]).toMatchObject([
    { name: "RTX 4090", availability: "HIGH", dataCenters: [{ id: "US-KS-2" }] },
    { name: "RTX A5000", availability: "MEDIUM" },
    { name: "H100 MIG 24 GB" },
  ]);
});

test.each([
  ["include=AVAILABILITY", 400],
  ["product=POD", 400],
  ["countryCodes=US", 400],
  [`${STOCK}&countryCodes=us`, 422],
  [`${STOCK}&count=0`, 422],
  [`${STOCK}&cudaVersions=12.8&minCudaVersion=12`, 400],
])("the catalog refuses %s with %d", async (query, status) => {
  await using bench = await startTwin();

  const answer = await bench.ask(`GET /catalog/gpus?${query}`);
  bench.twin.takeViolations();

  expect(answer.status).toBe(status);
});

test("stock that a test changes is seen by catalog, data centers and create", async () => {
  await using bench = await startTwin();
  const { twin, ask } = bench;
  for (const place of twin.stock[0]?.dataCenters ?? []) place.availability = "NONE";

  const catalog = await ask(`GET /catalog/gpus?${STOCK}`);
  const places = await ask("GET /catalog/datacenters?regions=NORTH_AMERICA&include=GPU_AVAILABILITY");
  const created = await ask("POST /pods", WISH);

  expect(catalog.data["gpus"]).toHaveProperty("[0].availability", "NONE");
  expect(places.data["dataCenters"]).toMatchObject([
    { id: "US-KS-2", gpuAvailability: [{ availability: "NONE" }, {}] },
    {},
  ]);
  expect(created.status).toBe(400);
});

test("the list of pods comes in pages; a foreign cursor is a 422", async () => {
  await using bench = await startTwin();
  const { twin, ask } = bench;
  const ids = [await runningPod(bench), await runningPod(bench)];

  const first = await ask("GET /pods?limit=1");
  const second = await ask(`GET /pods?limit=1&cursor=${String(ids[0])}`);
  const foreign = await ask("GET /pods?cursor=foreign");
  twin.takeViolations();

  expect(first.data).toMatchObject({
    pods: [{ id: ids[0] }],
    pagination: { nextCursor: ids[0], hasNextPage: true },
  });
  expect(second.data).toMatchObject({
    pods: [{ id: ids[1] }],
    pagination: { nextCursor: null, hasNextPage: false },
  });
  expect(foreign.status).toBe(422);
});

test("the log stream prints the host keys of this start", async () => {
  await using bench = await startTwin();
  const { twin } = bench;
  const id = await runningPod(bench);

  const text = await readHostKeys(`${twin.apiUrl}/pods/${id}/logs?source=container`);

  expect(text).toContain("SSH host keys:");
  expect(text).toContain(twin.machine(id)?.hostKeyFingerprints[0]);
  expect(text).not.toContain('"system"');
});

test("billing adds up the time a pod ran and its disks", async () => {
  const clock = { nowMs: Date.UTC(2026, 9, 5) };
  await using bench = await startTwin({ clock: { now: () => clock.nowMs, sleep: () => Promise.resolve() } });
  const { ask } = bench;
  const id = await runningPod(bench);
  clock.nowMs += 2 * 3_600_000;
  await ask(`POST /pods/${id}/action`, { action: "stop" });
  clock.nowMs += 10 * 3_600_000;

  const { data } = await ask(`GET /billing/pods?podId=${id}&lastN=2`);

  expect(data["records"]).toHaveLength(1);
  expect(data["records"]).toHaveProperty("[0].gpuAmount", 2 * 0.69);
  expect(data["records"]).toHaveProperty("[0].diskAmount", expect.closeTo((2 * (2 + 5) + 10 * 10) / 730, 6));
});

test("GraphQL tells the balance, and of an unknown field with a 400", async () => {
  await using bench = await startTwin({ balanceUsd: 7 });
  const { twin } = bench;
  await runningPod(bench);
  const headers = { authorization: `Bearer ${API_KEY}` };
  const post = (query: string): Promise<AxiosResponse<unknown>> =>
    axios.post(twin.graphqlUrl, { query }, { headers, proxy: false, validateStatus: () => true });

  const known = await post("query { myself { clientBalance currentSpendPerHr } }");
  const unknown = await post("query { myself { shoeSize } }");

  expect(known.data).toEqual({ data: { myself: { clientBalance: 7, currentSpendPerHr: 0.69 } } });
  expect(unknown.status).toBe(400);
  expect(unknown.data).toMatchObject({ errors: [{ message: expect.stringContaining("shoeSize") }] });
});

/** Reads the endless stream until the last host key of a fake pod. */
async function readHostKeys(url: string): Promise<string> {
  const leaving = new AbortController();
  const headers = { authorization: `Bearer ${API_KEY}`, "user-agent": "labelpod-test" };
  const response = await axios.get<Readable>(url, {
    headers,
    responseType: "stream",
    signal: leaving.signal,
    proxy: false,
  });
  let text = "";
  for await (const chunk of response.data) {
    text += String(chunk);
    if (text.includes("ED25519")) break;
  }
  leaving.abort();
  return text;
}

import { expect, it } from "vitest";
import { createAsk, WISH } from "../../twins/runpod/twin-client.ts";
import { apiKey, makeRunpodBench, never, type RunpodBench } from "../bench.ts";

/** Pods without ports, so that a thousand of them take none of this machine's. */
async function fill({ twin }: RunpodBench, count: number): Promise<readonly string[]> {
  const ask = createAsk(twin.apiUrl);
  const names = Array.from({ length: count }, (_, index) => `pod-${index}`);
  const headers = { authorization: `Bearer ${apiKey}` };
  for (const name of names) await ask("POST /pods", { ...WISH, name, ports: [] }, headers);
  return names;
}

it("follows the list over three pages", async () => {
  await using bench = await makeRunpodBench({ pageSize: 2, balanceUsd: 1_000 });
  const names = await fill(bench, 5);

  const listed = await bench.provider.pods.list(never);

  expect(listed.map(({ name }) => name)).toEqual(names);
  expect(bench.twin.count("GET /pods")).toBe(3);
});

it("has a thousand pods in one call", { timeout: 60_000 }, async () => {
  await using bench = await makeRunpodBench({ balanceUsd: 10_000 });
  const names = await fill(bench, 1_000);

  const listed = await bench.provider.pods.list(never);

  expect(listed.map(({ name }) => name)).toEqual(names);
  expect(bench.twin.count("GET /pods")).toBe(1);
});

it("asks by a name of its own, also for a log and by GraphQL", async () => {
  await using bench = await makeRunpodBench();
  const { providerPodId } = await bench.up();
  const { stream } = await bench.apis.rest.open({ path: `/pods/${providerPodId}/logs` }, never);
  stream?.destroy();
  await bench.provider.pods.stop(providerPodId, never, 1);

  const asked = bench.twin.requests.map(({ route, userAgent }) => ({ route, userAgent }));

  expect(asked.map(({ route }) => route)).toEqual(
    expect.arrayContaining(["GET /pods/{id}/logs", "POST /graphql"]),
  );
  for (const { userAgent } of asked) expect(userAgent).toMatch(/^labelpod\/\d/);
});

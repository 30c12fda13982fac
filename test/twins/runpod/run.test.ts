import axios, { type AxiosResponse } from "axios";
import { expect, test } from "vitest";
import { API_KEY, runningPod, startTwin, WISH } from "./twin-client.ts";

function askControl(
  apiUrl: string,
  route: string,
  body?: unknown,
): Promise<AxiosResponse<Record<string, unknown>>> {
  const [method = "", path = ""] = route.split(" ");
  const url = `${new URL(apiUrl).origin}/_twin${path}`;
  return axios.request({ method, url, data: body, proxy: false, validateStatus: () => true });
}

test("faults are planted and listed from outside while it runs", async () => {
  await using bench = await startTwin({ isControlled: true });
  const { ask } = bench;
  const { apiUrl } = bench.twin;

  const planted = await askControl(apiUrl, "POST /faults", {
    route: "POST /pods",
    fault: "no-capacity",
    times: 2,
  });
  const first = await ask("POST /pods", WISH);
  const waiting = await askControl(apiUrl, "GET /faults");
  await ask("POST /pods", WISH);
  const third = await ask("POST /pods", WISH);

  expect(planted.data).toEqual({ waiting: [{ on: "POST /pods", left: 2, name: "no capacity" }] });
  expect(waiting.data).toMatchObject({
    waiting: [{ on: "POST /pods", left: 1 }],
    known: expect.arrayContaining([expect.objectContaining({ fault: "no-capacity", route: "POST /pods" })]),
  });
  expect([first.status, third.status]).toEqual([400, 201]);
});

test.each([
  ["an unknown fault", "POST /faults", { fault: "no-such" }],
  ["a route that is none", "POST /faults", { fault: "hung", route: "GET /podz" }],
  ["a field that is none", "POST /faults", { fault: "hung", often: 2 }],
  ["a path that is none", "GET /other", undefined],
  ["a pod that is none", "POST /pods/nobody", { do: "hide" }],
])("%s is refused and plants nothing", async (_what, route, body) => {
  await using bench = await startTwin({ isControlled: true });

  const { status } = await askControl(bench.twin.apiUrl, route, body);

  expect(status).toBeGreaterThanOrEqual(400);
  expect(bench.twin.waitingFaults()).toEqual([]);
});

test("pods, bills and requests are shown, without a key, and pods and money are disturbed", async () => {
  await using bench = await startTwin({ isControlled: true });
  const { twin, ask } = bench;
  const id = await runningPod(bench);

  const shown = await askControl(twin.apiUrl, "GET ");
  await askControl(twin.apiUrl, `POST /pods/${id}`, { do: "hide", seconds: 60 });
  const hidden = await ask(`GET /pods/${id}`);
  await askControl(twin.apiUrl, `POST /pods/${id}`, { do: "crash-loop" });
  const machine = twin.machine(id);
  const broke = await askControl(twin.apiUrl, "POST /balance", { usd: 0 });

  expect(shown.data).toMatchObject({
    balanceUsd: 25,
    usdPerHour: 0.69,
    pods: [{ id, status: "RUNNING", isBilled: true, chargedFor: [{ from: expect.any(String) }] }],
    requests: { "POST /pods": 1 },
  });
  expect(JSON.stringify(shown.data)).not.toMatch(new RegExp(`${API_KEY}|pod_[0-9a-f]`));
  expect([hidden.status, machine]).toEqual([404, undefined]);
  expect(broke.data).toMatchObject({ balanceUsd: 0, usdPerHour: 0, pods: [{ status: "TERMINATED" }] });
});

test("a twin that nobody may control has no such path", async () => {
  await using bench = await startTwin();

  const { status } = await askControl(bench.twin.apiUrl, "GET /faults");

  expect(status).toBe(404);
});

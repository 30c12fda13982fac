import { createServer } from "node:http";
import axios, { type AxiosResponse } from "axios";
import { expect, onTestFinished, test } from "vitest";
import { createFakePodFactory } from "./fake-pods.ts";
import { runningPod, startTwin, WISH } from "./twin-client.ts";

const wish = { ...WISH, ports: ["8000/http", "22/tcp"] };

function get(url: string): Promise<AxiosResponse<string>> {
  return axios.get<string>(url, { proxy: false, validateStatus: () => true, responseType: "text" });
}

test("the proxy reaches a pod's http port, which has no public address, and no other", async () => {
  const web = createServer((request, response) => void response.end(`${request.method} ${request.url}`));
  onTestFinished(() => void web.close());
  const podFactory = createFakePodFactory({ serve: { 8000: (socket) => web.emit("connection", socket) } });
  await using bench = await startTwin({ podFactory });
  const id = await runningPod(bench, wish);
  const url = bench.twin.proxyUrl.replace("{pod}", id);

  const answer = await get(`${url.replace("{port}", "8000")}/info/?a=b`);
  const shell = await get(url.replace("{port}", "22"));
  const stranger = await get(bench.twin.proxyUrl.replace("{pod}", "nobody").replace("{port}", "8000"));
  const { data } = await bench.ask(`GET /pods/${id}`);

  expect([answer.status, answer.data]).toEqual([200, "GET /info/?a=b"]);
  expect([shell.status, stranger.status]).toEqual([404, 404]);
  expect(data["runtime"]).toMatchObject({
    ports: [
      { private: 19_123 },
      { private: 22 },
      { private: 8000, type: "http", ip: expect.stringMatching(/^100\.65\./) },
    ],
  });
  expect(bench.twin.machine(id)?.address.ports).not.toHaveProperty("8000");
});

test("the proxy ends a request after its time, and says when nobody listens", async () => {
  await using bench = await startTwin({ proxyLimitMs: 50 });
  const id = await runningPod(bench, wish);
  const url = bench.twin.proxyUrl.replace("{pod}", id).replace("{port}", "8000");

  const silent = await get(url);
  await bench.twin.machine(id)?.stop();
  const closed = await get(url);

  expect([silent.status, closed.status]).toEqual([524, 502]);
});

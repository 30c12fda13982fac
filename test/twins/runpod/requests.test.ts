import { get } from "node:http";
import { expect, test } from "vitest";
import { startTwin, WISH } from "./twin-client.ts";

test.each([
  [
    "a field that v2 doesn't know",
    { ...WISH, gpuTypeIds: ["x"] },
    422,
    "additional properties 'gpuTypeIds' not allowed",
  ],
  [
    "a GPU field that v2 doesn't know",
    { ...WISH, gpu: { ...WISH.gpu, type: "x" } },
    422,
    "'type' not allowed",
  ],
  ["no name", { ...WISH, name: undefined }, 422, "$.name"],
  ["no image", { ...WISH, image: undefined }, 422, "image"],
  ["a port without its protocol", { ...WISH, ports: ["8000"] }, 422, "$.ports.0"],
  ["a udp port", { ...WISH, ports: ["8000/udp"] }, 422, "$.ports.0"],
  ["a mount without its path", { ...WISH, mounts: { persistent: { size: 50 } } }, 422, "path"],
  ["a volume that is too small", { ...WISH, mounts: { persistent: { size: 5, path: "/w" } } }, 422, "size"],
  ["gpu and cpu at once", { ...WISH, cpu: { id: "cpu3c", vcpuCount: 2 } }, 400, "exactly one of gpu or cpu"],
  ["neither gpu nor cpu", { ...WISH, gpu: undefined }, 400, "exactly one of gpu or cpu"],
  ["no gpu.count", { ...WISH, gpu: { id: WISH.gpu.id } }, 400, "no longer any instances available"],
  [
    "a data center without stock",
    { ...WISH, dataCenterIds: ["US-IL-1"] },
    400,
    "no longer any instances available",
  ],
  [
    "a cloud without stock",
    { ...WISH, dataCenterIds: ["US-KS-2"], cloud: "COMMUNITY" },
    400,
    "no longer any",
  ],
  ["a GPU that nobody sells", { ...WISH, gpu: { id: "Voodoo 2", count: 1 } }, 400, "unknown GPU type"],
])("create with %s is refused and rents nothing", async (...[, body, status, text]) => {
  await using bench = await startTwin();
  const { twin, ask } = bench;

  const answer = await ask("POST /pods", body);
  const violations = twin.takeViolations();

  expect(answer.status).toBe(status);
  expect(JSON.stringify(answer.data)).toContain(text);
  expect(answer.headers["content-type"]).toBe("application/problem+json");
  expect(violations.length > 0).toBe(status === 422);
  expect(twin.billing()).toEqual([]);
});

test("both kinds of mount, or eleven http ports, are refused", async () => {
  await using bench = await startTwin();
  const { ask } = bench;
  const network = [{ volumeId: "v", path: "/n" }];
  const ports = Array.from({ length: 11 }, (_, index) => `${index + 1}/http`);

  const mounts = await ask("POST /pods", { ...WISH, mounts: { ...WISH.mounts, network } });
  const many = await ask("POST /pods", { ...WISH, ports });

  expect([mounts.status, many.status]).toEqual([400, 400]);
});

test("a missing or wrong key is a 401, a path that isn't there a 404, a wrong method a 405", async () => {
  await using bench = await startTwin();
  const { ask } = bench;

  const none = await ask("GET /pods", undefined, { authorization: null });
  const wrong = await ask("GET /pods", undefined, { authorization: "Bearer somebody else's" });
  const path = await ask("GET /pod");
  const method = await ask("PATCH /pods");

  expect(none.data).toEqual({ title: "Unauthorized", status: 401, detail: "missing bearer token" });
  expect([none, wrong, path, method].map(({ status }) => status)).toEqual([401, 401, 404, 405]);
});

test("a request without a User-Agent is turned away at the edge with 403", async () => {
  await using bench = await startTwin();

  const status = await statusWithoutUserAgent(`${bench.twin.apiUrl}/pods`);

  expect(status).toBe(403);
});

test("a body above 100 KiB is a 413", async () => {
  await using bench = await startTwin();

  const answer = await bench.ask("POST /pods", { ...WISH, args: "x".repeat(102_400) });

  expect(answer.status).toBe(413);
});

test("a balance below one hour of the pod is a 402", async () => {
  await using bench = await startTwin({ balanceUsd: 0.5 });

  const answer = await bench.ask("POST /pods", WISH);

  expect(answer.status).toBe(402);
});

test("a violation that no test took fails the disposal", async () => {
  const { twin, ask } = await startTwin();

  await ask("POST /pods", { ...WISH, countryCodes: ["US"] });

  await expect(twin[Symbol.asyncDispose]()).rejects.toThrow("countryCodes");
});

test("the log of requests holds routes and actions, and no key", async () => {
  await using bench = await startTwin();
  const { twin, ask } = bench;
  const { data } = await ask("POST /pods", WISH);

  await ask(`POST /pods/${String(data["id"])}/action`, { action: "stop" });

  expect(twin.count("POST /pods")).toBe(1);
  expect(twin.count("POST /pods/{id}/action stop")).toBe(1);
  expect(twin.count("POST /pods/{id}/action start")).toBe(0);
  expect(JSON.stringify(twin.requests)).not.toContain("the key of the account");
});

/** axios always sends a User-Agent. */
async function statusWithoutUserAgent(url: string): Promise<number | undefined> {
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  get(url, (answer) => {
    answer.resume();
    resolve(answer.statusCode);
  });
  return promise;
}

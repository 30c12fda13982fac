import { once } from "node:events";
import { request } from "node:http";
import { expect, test } from "vitest";
import * as faults from "./faults.ts";
import { API_KEY, runningPod, startTwin, WISH } from "./twin-client.ts";

test.each([
  [
    faults.noCapacity(),
    400,
    { title: "Bad Request", status: 400, detail: expect.stringContaining("no longer any instances") },
  ],
  [faults.noCapacityPlain(), 400, { error: expect.stringContaining("no longer any instances") }],
  [faults.unauthorized(), 401, { status: 401 }],
  [faults.insufficientBalance(), 402, { status: 402 }],
  [faults.forbidden(), 403, { status: 403 }],
  [faults.gone(), 410, { status: 410 }],
  [faults.tooLarge(), 413, { status: 413 }],
  [faults.unprocessable("$: no"), 422, { status: 422, errors: ["$: no"] }],
  [faults.rateLimited(12), 429, { status: 429 }],
  [faults.serverError(500), 500, { status: 500 }],
  [faults.serverError(502), 502, { status: 502 }],
])("$name makes no pod, and the next create does", async (fault, status, body) => {
  await using bench = await startTwin();
  const { twin, ask } = bench;
  twin.inject({ on: "POST /pods", fault });

  const faulty = await ask("POST /pods", WISH);
  const billedAfterFault = twin.running();
  const next = await ask("POST /pods", WISH);

  expect(faulty.status).toBe(status);
  expect(faulty.data).toMatchObject(body);
  expect(billedAfterFault).toEqual([]);
  expect(next.status).toBe(201);
});

test("a rate limit says how long to wait, twice", async () => {
  await using bench = await startTwin();
  bench.twin.inject({ on: "GET /pods", fault: faults.rateLimited(12) });

  const { headers } = await bench.ask("GET /pods");

  expect(headers).toMatchObject({ "retry-after": "12", ratelimit: '"minute";r=0;t=12' });
});

test("a normal answer carries the quota too", async () => {
  await using bench = await startTwin();

  const { headers } = await bench.ask("GET /pods");

  expect(headers).toMatchObject({ ratelimit: expect.any(String), "ratelimit-policy": expect.any(String) });
});

test("a create whose answer is lost leaves a pod that bills", async () => {
  await using bench = await startTwin();
  const { twin, ask } = bench;
  twin.inject({ on: "POST /pods", fault: faults.answerLost() });

  const lost = ask("POST /pods", WISH);

  await expect(lost).rejects.toThrow("socket hang up");
  expect(twin.running()).toHaveLength(1);
});

test("truncated JSON comes in a complete answer", async () => {
  await using bench = await startTwin();
  bench.twin.inject({ on: "GET /pods", fault: faults.truncated() });

  const { status, data } = await bench.ask("GET /pods");

  expect(status).toBe(200);
  expect(data).toMatch(/^\{"pods":\[\],"pagination":\{[^}]*$/);
});

test("a hung request is never answered", async () => {
  await using bench = await startTwin();
  const { twin, ask } = bench;
  twin.inject({ on: "GET /pods", fault: faults.hung() });
  const outgoing = request(`${twin.apiUrl}/pods`, {
    headers: { authorization: `Bearer ${API_KEY}`, "user-agent": "labelpod-test" },
  });
  let answers = 0;
  outgoing.on("response", () => (answers += 1)).end();

  // Two whole round trips later the first request is still open.
  await ask("GET /pods");
  await ask("GET /pods");
  outgoing.destroy(new Error("left by the test"));
  const [error] = await once(outgoing, "error");

  expect(answers).toBe(0);
  expect(String(error)).toContain("left by the test");
});

test("an ignored stop answers 200 and the pod runs and bills on", async () => {
  await using bench = await startTwin();
  const { twin, ask } = bench;
  const id = await runningPod(bench);
  twin.inject({ on: "POST /pods/{id}/action stop", fault: faults.ignored() });

  const ignored = await ask(`POST /pods/${id}/action`, { action: "stop" });
  const billedAfterIgnored = twin.running();
  const obeyed = await ask(`POST /pods/${id}/action`, { action: "stop" });

  expect([ignored.status, ignored.data["status"]]).toEqual([200, "RUNNING"]);
  expect(billedAfterIgnored).toEqual([id]);
  expect(obeyed.data["status"]).toBe("EXITED");
});

test("a refused start leaves the pod stopped", async () => {
  await using bench = await startTwin();
  const { twin, ask } = bench;
  const id = await runningPod(bench);
  await ask(`POST /pods/${id}/action`, { action: "stop" });
  twin.inject({ on: "POST /pods/{id}/action start", fault: faults.startRefused() });

  const refused = await ask(`POST /pods/${id}/action`, { action: "start" });

  expect(refused.status).toBe(400);
  expect(refused.data).toEqual({ error: expect.stringContaining("not enough free GPUs") });
  expect(twin.running()).toEqual([]);
});

test("after a start the address of the run before is reported for a while", async () => {
  await using bench = await startTwin();
  const { twin, ask } = bench;
  const id = await runningPod(bench);
  const before = twin.machine(id)?.address.ports[22];
  await ask(`POST /pods/${id}/action`, { action: "stop" });
  await ask(`POST /pods/${id}/action`, { action: "start" });
  await twin.advance(id);
  twin.inject({ on: "GET /pods/{id}", fault: faults.staleAddress() });

  const stale = await ask(`GET /pods/${id}`);
  const fresh = await ask(`GET /pods/${id}`);

  expect(stale.data).toMatchObject({ status: "RUNNING", ssh: { direct: { port: before } } });
  expect(fresh.data).toMatchObject({ ssh: { direct: { port: twin.machine(id)?.address.ports[22] } } });
});

test("a fresh pod is missing from reads at first", async () => {
  await using bench = await startTwin();
  const { twin, ask } = bench;
  const id = await runningPod(bench);
  twin.inject({ on: "GET /pods/{id}", times: 2, fault: faults.notFound() });
  twin.inject({ on: "GET /pods", fault: faults.newestUnlisted() });

  const reads = [await ask(`GET /pods/${id}`), await ask(`GET /pods/${id}`), await ask(`GET /pods/${id}`)];
  const lists = [await ask("GET /pods"), await ask("GET /pods")];

  expect(reads.map(({ status }) => status)).toEqual([404, 404, 200]);
  expect(lists.map(({ data }) => data["pods"])).toMatchObject([[], [{ id }]]);
});

test("of several pods it is the newest that a list lacks", async () => {
  await using bench = await startTwin();
  const { twin, ask } = bench;
  const older = [await runningPod(bench), await runningPod(bench, { ...WISH, name: "labelpod-test-2" })];
  const newest = await runningPod(bench, { ...WISH, name: "labelpod-test-3" });
  twin.inject({ on: "GET /pods", fault: faults.newestUnlisted() });

  const lists = [await ask("GET /pods"), await ask("GET /pods")];

  expect(lists.map(({ data }) => data["pods"])).toMatchObject([
    older.map((id) => ({ id })),
    [...older, newest].map((id) => ({ id })),
  ]);
});

test("a conflict on an action changes nothing", async () => {
  await using bench = await startTwin();
  const { twin, ask } = bench;
  const id = await runningPod(bench);
  twin.inject({ on: "POST /pods/{id}/action", fault: faults.conflict() });

  const { status } = await ask(`POST /pods/${id}/action`, { action: "stop" });

  expect(status).toBe(409);
  expect(twin.running()).toEqual([id]);
});

test("inject() refuses a route that isn't there", async () => {
  await using bench = await startTwin();

  const inject = (): void => {
    bench.twin.inject({ on: "GET /podz", fault: faults.gone() });
  };

  expect(inject).toThrow("no route GET /podz");
});

import { createServer } from "node:http";
import { once } from "node:events";
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { UserFacingError } from "../../src/core/common/errors.ts";
import { createRunpodHttp } from "../../src/runpod/transport/http.ts";
import { createSecret } from "../../src/config/secret.ts";
import { portOf } from "../twins/runpod/fake-pods.ts";
import * as faults from "../twins/runpod/faults.ts";
import * as live from "../twins/runpod/live-faults.ts";
import { apiKey, createTestClock, makeRunpodBench, never, spec } from "./bench.ts";

const outsideText = "planted-text-of-an-answer";

const refusals = [
  { fault: faults.unauthorized(), code: "runpod-bad-key", retryable: false },
  { fault: faults.insufficientBalance(), code: "runpod-no-money", retryable: false },
  { fault: live.noMoneyPlain(), code: "runpod-no-money", retryable: false },
  { fault: faults.forbidden(), code: "runpod-key-forbidden", retryable: false },
  { fault: live.blocked(), code: "runpod-blocked", retryable: false },
  { fault: faults.gone(), code: "runpod-retired", retryable: false },
  { fault: faults.tooLarge(), code: "runpod-too-large", retryable: false },
  { fault: faults.unprocessable(outsideText), code: "runpod-invalid", retryable: false },
  { fault: faults.rateLimited(3600), code: "runpod-rate-limited", retryable: true },
] as const;

const passing = [
  { fault: faults.serverError(500), code: "runpod-broken", retryable: true },
  { fault: faults.serverError(502), code: "runpod-broken", retryable: true },
  { fault: faults.truncated(), code: "runpod-unreadable", retryable: true },
  { fault: faults.answerLost(), code: "runpod-unreachable", retryable: true },
] as const;

describe("what RunPod refuses", () => {
  it.each(refusals)("$fault.name in a create is $code", async ({ fault, code, retryable }) => {
    await using bench = await makeRunpodBench();
    bench.twin.inject({ on: "POST /pods", fault });

    const made = bench.provider.pods.create(spec, never);

    await expect(made).rejects.toMatchObject({ code, retryable, userMessage: expect.stringMatching(/\.$/) });
    expect(bench.twin.count("POST /pods")).toBe(1);
    expect(bench.twin.running()).toEqual([]);
  });

  it.each([...refusals, ...passing])("$fault.name in a list is $code", async ({ fault, code, retryable }) => {
    await using bench = await makeRunpodBench();
    bench.twin.inject({ on: "GET /pods", times: 3, fault });

    const listed = bench.provider.pods.list(never);

    await expect(listed).rejects.toMatchObject({ code, retryable });
  });

  it("a start of a pod that is gone says so", async () => {
    await using bench = await makeRunpodBench();

    const start = bench.provider.pods.start("nosuchpod0000", never);

    await expect(start).rejects.toMatchObject({ code: "runpod-not-found", retryable: false });
  });

  it("an answer that never comes is given up", async () => {
    await using bench = await makeRunpodBench({ deadlineMs: 100 });
    bench.twin.inject({ on: "GET /pods", times: 3, fault: faults.hung() });

    const listed = bench.provider.pods.list(never);

    await expect(listed).rejects.toMatchObject({ code: "runpod-unreachable", retryable: true });
    expect(bench.twin.count("GET /pods")).toBe(3);
  });
});

describe("retries", () => {
  it("waits out passing faults, longer each time", async () => {
    await using bench = await makeRunpodBench();
    bench.twin.inject({ on: "GET /pods", fault: faults.serverError(502) });
    bench.twin.inject({ on: "GET /pods", fault: faults.answerLost() });

    const listed = await bench.provider.pods.list(never);

    expect(listed).toEqual([]);
    expect(bench.clock.sleptMs).toEqual([500, 1000]);
  });

  it("waits as long as the rate limit says", async () => {
    await using bench = await makeRunpodBench();
    bench.twin.inject({ on: "GET /pods", fault: faults.rateLimited(12) });

    await bench.provider.pods.list(never);

    expect(bench.clock.sleptMs).toEqual([12_000]);
  });

  it("leaves a long wait to its caller", async () => {
    await using bench = await makeRunpodBench();
    bench.twin.inject({ on: "GET /pods", fault: faults.rateLimited(60) });

    const listed = bench.provider.pods.list(never);

    await expect(listed).rejects.toMatchObject({ code: "runpod-rate-limited", retryable: true });
    expect(bench.twin.count("GET /pods")).toBe(1);
  });

  it("asks nothing again that was refused for good", async () => {
    await using bench = await makeRunpodBench();
    bench.twin.inject({ on: "GET /pods", fault: faults.unauthorized() });

    await expect(bench.provider.pods.list(never)).rejects.toMatchObject({ code: "runpod-bad-key" });

    expect(bench.twin.count("GET /pods")).toBe(1);
  });
});

describe("secrets", () => {
  it.each([...refusals, ...passing, { fault: faults.hung() }])(
    "no error and no log holds the key or a text from outside: $fault.name",
    async ({ fault }) => {
      await using bench = await makeRunpodBench({ deadlineMs: 300 });
      bench.twin.inject({ on: "GET /pods", times: 3, fault });
      bench.twin.inject({ on: "POST /pods", fault });

      const listed: unknown = await bench.provider.pods.list(never).catch((error: unknown) => error);
      const made: unknown = await bench.provider.pods.create(spec, never).catch((error: unknown) => error);

      expect([listed, made]).toEqual([expect.any(UserFacingError), expect.any(UserFacingError)]);
      const said = [listed, made, bench.log.entries, bench.provider];
      const texts = [inspect(said, { depth: null, showHidden: true }), JSON.stringify(said)].join("\n");
      expect(texts).toContain("RunPod");
      for (const secret of [apiKey, "Bearer", outsideText, "upstream failure", "ssh-ed25519"])
        expect(texts).not.toContain(secret);
    },
  );

  it("the key is not taken to where a redirect leads", async () => {
    const server = createServer((_request, response) => {
      response.writeHead(302, { location: "/elsewhere" }).end();
    });
    let requests = 0;
    server.on("request", () => (requests += 1)).listen(0, "127.0.0.1");
    await once(server, "listening");
    const access = { apiKey: createSecret(apiKey), apiUrl: `http://127.0.0.1:${portOf(server)}` };
    const http = createRunpodHttp(access, { clock: createTestClock() });

    const { status } = await http.send({ method: "GET", path: "/pods", timeoutMs: 5_000 }, never);
    server.close();
    server.closeAllConnections();

    expect(status).toBe(302);
    expect(requests).toBe(1);
  });
});

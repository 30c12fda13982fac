import { createServer, type RequestListener } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { createSecret } from "../../../src/config/secret.ts";
import { createRunpodApis } from "../../../src/runpod/apis.ts";
import type { TimeReading } from "../../../src/core/common/true-time.ts";
import { createTestLog } from "../../support/log.ts";
import { listenOnLoopback } from "../../support/listen.ts";
import { createTestClock } from "../bench.ts";

const never = new AbortController().signal;
const saidMs = Date.UTC(2031, 4, 6, 7, 8, 9);

/** What the bot hears of the time from an API that answers so, by each of its two ways. */
async function hear(answer: RequestListener): Promise<readonly TimeReading[]> {
  const server = createServer((request, response) => {
    response.sendDate = false;
    answer(request, response);
    response.end("{}");
  });
  const listening = await listenOnLoopback(server);
  onTestFinished(() => listening[Symbol.asyncDispose]());
  const url = `http://127.0.0.1:${listening.port}`;
  const heard: TimeReading[] = [];
  const { rest, graphql } = createRunpodApis({
    config: { apiKey: createSecret("rpa_key"), apiUrl: url, graphqlUrl: `${url}/graphql` },
    clock: createTestClock(),
    witness: { heard: (reading) => void heard.push(reading), heardUptime: () => {} },
    log: createTestLog(),
  });
  await rest.exchange({ method: "GET", path: "/pods", isRepeatable: false }, never);
  await graphql.exchange({ query: "query myself { myself { id } }", purpose: "end" }, never);
  return heard;
}

test("the Date of each answer is heard, of a refusal too", async () => {
  const heard = await hear((request, response) => {
    response.setHeader("date", new Date(saidMs).toUTCString());
    if (request.method === "GET") response.statusCode = 401;
  });

  const said = { source: "provider", atMs: saidMs, exactToMs: 1000 };
  expect(heard).toMatchObject([said, said]);
  expect(heard.every(({ tookMs }) => tookMs >= 0 && tookMs < 10_000)).toBe(true);
});

test.each([
  ["that has none", {}],
  ["that a cache has kept", { date: new Date(saidMs).toUTCString(), age: "60" }],
  ["whose Date is none", { date: "tomorrow" }],
] as const)("an answer %s tells no time", async (_what, headers) => {
  const heard = await hear((_request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  });

  expect(heard.map(({ atMs }) => atMs)).toEqual([Number.NaN, Number.NaN]);
});

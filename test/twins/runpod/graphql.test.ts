import axios, { type AxiosResponse } from "axios";
import { expect, test } from "vitest";
import * as faults from "./faults.ts";
import { API_KEY, runningPod, startTwin } from "./twin-client.ts";
import type { RunpodTwin } from "./runpod-twin.ts";

type Question = { readonly query: string; readonly variables?: Readonly<Record<string, unknown>> };

const stopByVariable =
  "mutation stopPod($podId: String!) { podStop(input: {podId: $podId}) { id desiredStatus } }";
const terminateByVariable = "mutation terminatePod($podId: String!) { podTerminate(input: {podId: $podId}) }";

test.each([
  [
    "inline",
    (id: string): Question => ({ query: `mutation { podStop(input:{podId:"${id}"}) { id desiredStatus } }` }),
  ],
  ["as a variable", (id: string): Question => ({ query: stopByVariable, variables: { podId: id } })],
  [
    "in a variable of the input",
    (id: string): Question => ({
      query: "mutation stop($input: PodStopInput!) { podStop(input: $input) { id desiredStatus } }",
      variables: { input: { podId: id } },
    }),
  ],
])("podStop stops a pod that is named %s", async (_how, question) => {
  await using bench = await startTwin();
  const id = await runningPod(bench);

  const { data } = await post(bench.twin, question(id));

  expect(data).toEqual({ data: { podStop: { id, desiredStatus: "EXITED" } } });
  expect(bench.twin.running()).toEqual([]);
  expect(bench.twin.count("POST /graphql podStop")).toBe(1);
});

test("podTerminate deletes a pod, and says so of one that is gone", async () => {
  await using bench = await startTwin();
  const id = await runningPod(bench);
  const question = { query: terminateByVariable, variables: { podId: id } };

  const first = await post(bench.twin, question);
  const second = await post(bench.twin, question);

  expect(first.data).toEqual({ data: { podTerminate: null } });
  expect([second.status, second.data]).toEqual([
    200,
    {
      errors: [{ message: "pod not found to terminate", extensions: { code: "RUNPOD" } }],
      data: null,
    },
  ]);
});

test.each([
  ["another mutation", 400, { query: 'mutation { podResume(input:{podId:"x"}) { id } }' }],
  [
    "a field that a pod does not have",
    400,
    { query: 'mutation { podStop(input:{podId:"x"}) { shoeSize } }' },
  ],
  ["no selection where one is needed", 400, { query: 'mutation { podStop(input:{podId:"x"}) }' }],
  ["a selection where there is none", 400, { query: 'mutation { podTerminate(input:{podId:"x"}) { id } }' }],
  ["an unknown pod", 200, { query: stopByVariable, variables: { podId: "nobody" } }],
  ["no pod", 200, { query: stopByVariable }],
] as const)("%s is a %d with errors, and nothing is done", async (_what, wanted, question) => {
  await using bench = await startTwin();
  const id = await runningPod(bench);

  const { status, data } = await post(bench.twin, question);

  expect(status).toBe(wanted);
  expect(data).toMatchObject({ errors: [{ message: expect.any(String) }] });
  expect(bench.twin.running()).toEqual([id]);
});

test("a locked pod is not stopped by GraphQL either", async () => {
  await using bench = await startTwin();
  const id = await runningPod(bench);
  await bench.ask(`PATCH /pods/${id}`, { locked: true });

  const { data } = await post(bench.twin, { query: stopByVariable, variables: { podId: id } });

  expect(data).toHaveProperty("errors");
  expect(bench.twin.running()).toEqual([id]);
});

test("the pod's own key stops its pod, and does nothing else", async () => {
  await using bench = await startTwin();
  const [own, other] = [await runningPod(bench), await runningPod(bench)];
  const key = bench.twin.podKey(own);

  const account = await post(bench.twin, { query: "query { myself { clientBalance } }" }, key);
  const foreign = await post(bench.twin, { query: stopByVariable, variables: { podId: other } }, key);
  const stop = await post(bench.twin, { query: stopByVariable, variables: { podId: own } }, key);
  const nobody = await post(
    bench.twin,
    { query: stopByVariable, variables: { podId: other } },
    "a made up key",
  );

  expect([account.data, foreign.data].map((data) => "errors" in data)).toEqual([true, true]);
  expect(stop.data).toHaveProperty("data.podStop.id", own);
  expect(nobody.status).toBe(401);
  expect(bench.twin.running()).toEqual([other]);
});

test("faults play for GraphQL, for one of its mutations alone if wished", async () => {
  await using bench = await startTwin();
  const id = await runningPod(bench);
  bench.twin.inject({ on: "POST /graphql podTerminate", fault: faults.serverError(500) });
  bench.twin.inject({ on: "POST /graphql podStop", fault: faults.ignored() });
  bench.twin.inject({ on: "POST /graphql", fault: faults.gone() });
  const stop = { query: stopByVariable, variables: { podId: id } };

  const ignored = await post(bench.twin, stop);
  const retired = await post(bench.twin, stop);
  const broken = await post(bench.twin, { ...stop, query: terminateByVariable });

  expect(ignored.data).toEqual({ data: { podStop: { id, desiredStatus: "EXITED" } } });
  expect([retired.status, broken.status]).toEqual([410, 500]);
  expect(bench.twin.running()).toEqual([id]);
});

function post(twin: RunpodTwin, question: Question, key = API_KEY): Promise<AxiosResponse<object>> {
  const headers = { authorization: `Bearer ${key}` };
  return axios.post(twin.graphqlUrl, question, { headers, proxy: false, validateStatus: () => true });
}

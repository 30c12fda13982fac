import axios, { type AxiosResponse } from "axios";
import { expect, test } from "vitest";
import { withoutPublicAddress } from "./graphql-faults.ts";
import { API_KEY, startTwin } from "./twin-client.ts";
import type { RunpodTwin } from "./runpod-twin.ts";

type Variables = Readonly<Record<string, unknown>>;

const deploy =
  "mutation createPod($input: PodFindAndDeployOnDemandInput!) { podFindAndDeployOnDemand(input: $input) { id costPerHr machine { location } } }";
const pod =
  "query pod($podId: String!) { pod(input: {podId: $podId}) { name machine { location supportPublicIp } } }";
const prices =
  "query prices($price: GpuLowestPriceInput) { gpuTypes { id lowestPrice(input: $price) { stockStatus uninterruptablePrice } } }";

const WISH = {
  cloudType: "COMMUNITY",
  gpuTypeId: "NVIDIA GeForce RTX 4090",
  gpuCount: 1,
  name: "labelpod-test-1",
  imageName: "runpod/pytorch",
  dockerArgs: '{"cmd":["sleep","infinity"]}',
  ports: "8000/tcp,22/tcp",
  env: [{ key: "PUBLIC_KEY", value: "ssh-ed25519 AAAA" }],
  containerDiskInGb: 10,
  volumeInGb: 50,
  volumeMountPath: "/workspace",
  countryCode: "US",
  supportPublicIp: true,
  minDownload: 500,
  startSsh: true,
};

test("a price is that of the hosts that fit, and null where none does", async () => {
  await using bench = await startTwin();
  const price = { gpuCount: 1, secureCloud: false, supportPublicIp: true, countryCode: "US" };

  const { data } = await ask(bench.twin, prices, { price });

  expect(data).toEqual({
    data: {
      gpuTypes: [
        {
          id: "NVIDIA GeForce RTX 4090",
          lowestPrice: { stockStatus: "Low", uninterruptablePrice: 0.34 },
        },
        { id: "NVIDIA RTX A5000", lowestPrice: { stockStatus: "Medium", uninterruptablePrice: 0.16 } },
        expect.objectContaining({ lowestPrice: { stockStatus: null, uninterruptablePrice: null } }),
        expect.objectContaining({ lowestPrice: { stockStatus: null, uninterruptablePrice: null } }),
      ],
    },
  });
});

test("one type is asked for by its id, with values in the question itself", async () => {
  await using bench = await startTwin();
  const query =
    '{ gpuTypes(input: {ids: ["NVIDIA RTX A5000"]}) { displayName lowestPrice(input: {gpuCount: 1, secureCloud: true, minDisk: 60}) { stockStatus } } }';

  const { data } = await ask(bench.twin, query);

  expect(data).toEqual({
    data: { gpuTypes: [{ displayName: "RTX A5000", lowestPrice: { stockStatus: "Medium" } }] },
  });
});

test("a price without a count is an error of each row", async () => {
  await using bench = await startTwin();

  const { status, data } = await ask(bench.twin, prices, { price: { secureCloud: false } });

  expect(status).toBe(200);
  expect(data).toMatchObject({
    errors: [0, 1, 2, 3].map((row) => ({ path: ["gpuTypes", row, "lowestPrice"] })),
    data: { gpuTypes: [{ id: "NVIDIA GeForce RTX 4090", lowestPrice: null }, {}, {}, {}] },
  });
});

test("a pod of the community is made as it was asked for, and read by both APIs", async () => {
  await using bench = await startTwin({ start: "by-hand" });

  const made = await ask(bench.twin, deploy, { input: WISH });
  const [id = ""] = bench.twin.running();
  await bench.twin.advance(id);
  await bench.twin.advance(id);
  const byRest = await bench.ask(`GET /pods/${id}`);
  const byGraphql = await ask(bench.twin, pod, { podId: id });

  expect(made.data).toEqual({
    data: { podFindAndDeployOnDemand: { id, costPerHr: 0.34, machine: { location: null } } },
  });
  expect(byRest.data).toMatchObject({
    status: "RUNNING",
    cloud: "COMMUNITY",
    dataCenterId: null,
    args: WISH.dockerArgs,
    disk: 10,
    ports: ["8000/tcp", "22/tcp"],
    env: { PUBLIC_KEY: "ssh-ed25519 AAAA" },
    mounts: { persistent: { size: 50, path: "/workspace" } },
    ssh: { direct: { host: "127.0.0.1" } },
  });
  expect(byGraphql.data).toEqual({
    data: { pod: { name: WISH.name, machine: { location: "US", supportPublicIp: true } } },
  });
});

test.each([
  ["was not asked for", { supportPublicIp: false }, false],
  ["was asked for in vain", {}, true],
])("a host has no public address where that %s", async (_what, wish, isFaulty) => {
  await using bench = await startTwin();
  if (isFaulty)
    bench.twin.inject({ on: "POST /graphql podFindAndDeployOnDemand", fault: withoutPublicAddress() });

  await ask(bench.twin, deploy, { input: { ...WISH, ...wish } });

  const [id = ""] = bench.twin.running();
  await bench.twin.advance(id);
  const { data } = await bench.ask(`GET /pods/${id}`);
  expect(data).toMatchObject({
    status: "RUNNING",
    ssh: { direct: null },
    runtime: {
      ports: [{ private: 19_123 }, { ip: null, public: null }, { ip: null, public: null }],
    },
  });
});

test.each([
  ["no host in that country", { countryCode: "IS" }, "SUPPLY_CONSTRAINT"],
  ["no host so fast", { minDownload: 9_000 }, "SUPPLY_CONSTRAINT"],
  ["a GPU that is none", { gpuTypeId: "RTX 9090" }, "RUNPOD"],
  ["a field that is none", { countryCodes: ["US"] }, "BAD_USER_INPUT"],
  ["a cloud that is none", { cloudType: "community" }, "BAD_USER_INPUT"],
  ["a port without its kind", { ports: "8000" }, "RUNPOD"],
  ["a network volume, which the community can't have", { networkVolumeId: "vol1" }, "RUNPOD"],
])("a create with %s is a 200 with %s", async (_what, wish, code) => {
  await using bench = await startTwin();

  const { status, data } = await ask(bench.twin, deploy, { input: { ...WISH, ...wish } });

  expect([status, data]).toEqual([
    200,
    { errors: [{ message: expect.any(String), extensions: { code } }], data: null },
  ]);
  expect(bench.twin.running()).toEqual([]);
});

test("a create with too little money is one as well", async () => {
  await using bench = await startTwin({ balanceUsd: 0.1 });

  const { data } = await ask(bench.twin, deploy, { input: WISH });

  expect(data).toMatchObject({ errors: [{ extensions: { code: "INSUFFICIENT_BALANCE" } }] });
  expect(bench.twin.running()).toEqual([]);
});

test.each([
  ["a field that the type lacks", "{ gpuTypes { id shoeSize } }", {}],
  ["a field that a type below lacks", '{ pod(input:{podId:"x"}) { machine { shoeSize } } }', {}],
  ["no selection of a type", "{ gpuTypes { id lowestPrice(input:{gpuCount:1}) } }", {}],
  ["a selection of what has none", "{ gpuTypes { id { id } } }", {}],
  ["a variable that is not declared", "{ gpuTypes { lowestPrice(input: $price) { stockStatus } } }", {}],
  ["a variable of another type", prices.replace("GpuLowestPriceInput", "PodFilter"), {}],
  ["a variable that is not used", "query a($b: String) { gpuTypes { id } }", {}],
  ["half a question", "query { gpuTypes { id", {}],
  ["what is no GraphQL", "SELECT * FROM pods; --'", {}],
  ["a query as a mutation", "mutation { gpuTypes { id } }", {}],
])("%s is a 400 with errors, in the form of GraphQL", async (_what, query, variables) => {
  await using bench = await startTwin();

  const { status, data } = await ask(bench.twin, query, variables);

  const code = expect.stringMatching(/^GRAPHQL_(?:PARSE|VALIDATION)_FAILED$/);
  expect([status, data]).toEqual([400, { errors: [{ message: expect.any(String), extensions: { code } }] }]);
});

test.each([
  ["a variable that is not given", deploy, {}],
  ["a filter that is none", prices, { price: { gpuCount: 1, minDiskBandwidth: 1 } }],
])("%s is a 200 with errors", async (_what, query, variables) => {
  await using bench = await startTwin();

  const { status, data } = await ask(bench.twin, query, variables);

  const extensions = { code: "BAD_USER_INPUT" };
  expect([status, data]).toEqual([
    200,
    { errors: [{ message: expect.any(String), extensions }], data: null },
  ]);
});

test("the key of a pod makes none", async () => {
  await using bench = await startTwin();
  await ask(bench.twin, deploy, { input: WISH });
  const [id = ""] = bench.twin.running();
  const { graphqlUrl } = bench.twin;

  const { data } = await ask({ graphqlUrl, key: bench.twin.podKey(id) }, deploy, { input: WISH });

  expect(data).toHaveProperty("errors");
  expect(bench.twin.running()).toEqual([id]);
});

type Asker = Pick<RunpodTwin, "graphqlUrl"> & { readonly key?: string };

function ask(
  { graphqlUrl, key = API_KEY }: Asker,
  query: string,
  variables: Variables = {},
): Promise<AxiosResponse<object>> {
  const headers = { authorization: `Bearer ${key}`, "user-agent": "labelpod-test" };
  return axios.post(graphqlUrl, { query, variables }, { headers, proxy: false, validateStatus: () => true });
}

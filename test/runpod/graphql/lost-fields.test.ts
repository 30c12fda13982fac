import { describe, expect, it } from "vitest";
import { lostFields, withoutFields } from "../../../src/runpod/graphql/lost-fields.ts";
import { defaultSettings } from "../../../src/core/records/settings.ts";
import { communitySpec, makeRunpodBench, never } from "../bench.ts";

const deploy = "POST /graphql podFindAndDeployOnDemand";
const prices = "POST /graphql gpuTypes";

describe("a field that RunPod's GraphQL has no more", () => {
  it("is left out of a create, which makes one pod at the price of its offer", async () => {
    await using bench = await makeRunpodBench();
    bench.twin.account.withoutFields = ["costPerHr"];

    const made = await bench.provider.pods.create(communitySpec, never);

    expect(made).toMatchObject({ usdPerHour: 0.34, status: "provisioning" });
    expect(bench.twin.running()).toEqual([made.providerPodId]);
    expect(bench.twin.count(deploy)).toBe(2);
  });

  it("is left out of the prices where there is another one", async () => {
    await using bench = await makeRunpodBench();
    bench.twin.account.withoutFields = ["communityPrice"];

    const offers = await bench.provider.market.offers({ ...defaultSettings, cloud: "community" }, never);

    expect(offers).toContainEqual(expect.objectContaining({ gpuName: "RTX 4090", usdPerHour: 0.34 }));
    expect(bench.twin.count(prices)).toBe(4);
  });

  it.each([
    ["the prices", ["memoryInGb"], prices],
    ["the create", ["id"], deploy],
  ])("is a refusal of %s that can't be done without it, asked once", async (_what, fields, route) => {
    await using bench = await makeRunpodBench();
    bench.twin.account.withoutFields = fields;
    const { market, pods } = bench.provider;

    const asked =
      route === prices
        ? market.offers({ ...defaultSettings, cloud: "community" }, never)
        : pods.create(communitySpec, never);

    await expect(asked).rejects.toMatchObject({ code: "runpod-refused" });
    expect(bench.twin.count(route)).toBe(1);
    expect(bench.twin.running()).toEqual([]);
  });
});

it.each([
  [{ errors: [{ message: 'Cannot query field "a" on type "B".' }] }, ["a"]],
  [
    { errors: [{ message: 'Cannot query field "a" on type "B". Did you mean "c"?' }, { message: "x" }] },
    ["a"],
  ],
  [{ errors: ["Cannot query field"] }, []],
  [{ error: 'Cannot query field "a"' }, []],
  [undefined, []],
])("of %j the lost fields are %j", (body, wanted) => {
  expect(lostFields({ status: 400, body })).toEqual(wanted);
});

it("takes a field out of a question by its whole name, and none with fields of its own", () => {
  const query = "query q($a: A!) { myself { a ab b c(input: $a) { a } } }";

  expect(withoutFields(query, ["a"])).toBe("query q($a: A!) { myself { ab b c(input: $a) { } } }");
  expect(withoutFields(query, ["c", "myself"])).toBe(query);
});

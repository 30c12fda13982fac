import { describe, expect, it, test } from "vitest";
import type { HttpReply } from "../../../src/runpod/transport/http.ts";
import {
  isFromEdge,
  isNotFound,
  saysNoCapacity,
  saysNoMoney,
  toFailure,
} from "../../../src/runpod/transport/refusals.ts";
import { noCapacityAnswer, problem } from "../../twins/runpod/answer.ts";
import { blocked, noMoneyPlain, notFoundPlain } from "../../twins/runpod/live-faults.ts";
import { communitySpec, makeRunpodBench, never, spec } from "../bench.ts";

const start = "POST /pods/{id}/action start";

test.each<readonly [string, number, unknown, string]>([
  ["GraphQL's text", 400, { detail: "Your account balance is too low to rent a pod." }, "runpod-no-money"],
  ["another text", 400, { error: "Insufficient balance" }, "runpod-no-money"],
  ["a list of errors", 422, { errors: ["$: insufficient funds"] }, "runpod-no-money"],
  ["a 403", 403, { detail: "not enough credits on this account" }, "runpod-no-money"],
  ["a plain text", 400, "insufficient account balance", "runpod-no-money"],
  ["a server's fault", 500, { detail: "insufficient balance" }, "runpod-broken"],
  ["an unknown key", 401, { detail: "insufficient balance" }, "runpod-bad-key"],
  ["a balance that is meant otherwise", 400, { detail: "load balancer not ready" }, "runpod-refused"],
  ["a pod", 400, { detail: "pod not found" }, "runpod-not-found"],
  ["something else", 400, { detail: "Registry auth not found" }, "runpod-refused"],
  ["nothing that can be read", 400, undefined, "runpod-refused"],
  ["a proxy", 404, "no such host", "runpod-broken"],
  ["RunPod", 404, { title: "Not Found" }, "runpod-not-found"],
  ["Cloudflare", 403, "error code: 1010", "runpod-blocked"],
  ["Cloudflare, by another code", 403, " error code: 1020\n", "runpod-blocked"],
  ["the key", 403, { detail: "error code: 1010" }, "runpod-key-forbidden"],
])("%s with %d and %j is %s", (...row) => {
  const [, status, body, code] = row;

  expect(toFailure({ status, body }).code).toBe(code);
});

test("no text of one kind reads as another kind", () => {
  const replies: readonly HttpReply[] = [
    noCapacityAnswer(),
    problem(400, "There are not enough free GPUs on the host machine to start this pod."),
    problem(400, "Your account balance is too low to rent a pod."),
    problem(400, "pod not found"),
    { status: 403, body: "error code: 1010" },
  ].map(({ status, body }) => ({ status, body }));

  const kinds = replies.map((reply) => [
    saysNoCapacity(reply),
    saysNoMoney(reply),
    isNotFound(reply, "pod"),
    isFromEdge(reply),
    isNotFound(reply, "volume"),
  ]);

  expect(kinds.map((row) => row.indexOf(true))).toEqual([0, 0, 1, 2, 3]);
  expect(kinds.map((row) => row.filter(Boolean).length)).toEqual([1, 1, 1, 1, 1]);
});

describe("a 400 in place of a 404 or a 402", () => {
  it("to the removal of a volume says that it is gone, and else that a pod has it", async () => {
    await using bench = await makeRunpodBench();
    const { volumes } = bench.provider;
    const route = "DELETE /network-volumes/{id}";
    bench.twin.inject({ on: route, fault: notFoundPlain("Network volume") });
    bench.twin.inject({ on: route, fault: notFoundPlain("Registry auth") });

    await expect(volumes?.remove("v1", never)).resolves.toBeUndefined();
    await expect(volumes?.remove("v1", never)).rejects.toMatchObject({ code: "volume-in-use" });
  });

  it("to a new volume says that money is missing", async () => {
    await using bench = await makeRunpodBench();
    bench.twin.inject({ on: "POST /network-volumes", fault: noMoneyPlain() });

    const made = bench.provider.volumes?.create({ name: "a", sizeGib: 50, dataCenterId: "US-KS-2" }, never);

    await expect(made).rejects.toMatchObject({ code: "volume-no-money" });
  });

  it("to a create with a volume says that the volume is gone", async () => {
    await using bench = await makeRunpodBench();
    bench.twin.inject({ on: "POST /pods", fault: notFoundPlain("network volume v1") });

    const made = bench.provider.pods.create({ ...spec, networkVolumeId: "v1" }, never);

    await expect(made).rejects.toMatchObject({ code: "volume-gone" });
  });

  it("to a read, a stop and a removal of a pod is a pod that is not there", async () => {
    await using bench = await makeRunpodBench();
    const { pods } = bench.provider;
    for (const on of ["GET /pods/{id}", "POST /pods/{id}/action", "DELETE /pods/{id}"])
      bench.twin.inject({ on, fault: notFoundPlain("pod") });

    expect(await pods.get("a", never)).toBeUndefined();
    await pods.stop("a", never);
    await pods.remove("a", never);

    expect(bench.twin.count("POST /graphql")).toBe(0);
  });

  it("to a start is told as what it is", async () => {
    await using bench = await makeRunpodBench();
    const { providerPodId } = await bench.up();
    await bench.provider.pods.stop(providerPodId, never);
    bench.twin.inject({ on: start, fault: noMoneyPlain() });
    bench.twin.inject({ on: start, fault: notFoundPlain("pod") });

    await expect(bench.provider.pods.start(providerPodId, never)).rejects.toMatchObject({
      code: "runpod-no-money",
    });
    await expect(bench.provider.pods.start(providerPodId, never)).rejects.toMatchObject({
      code: "runpod-not-found",
    });
  });
});

test("Cloudflare before GraphQL is no matter of the key either", async () => {
  await using bench = await makeRunpodBench();
  bench.twin.inject({ on: "POST /graphql", fault: blocked() });

  await expect(bench.provider.pods.create(communitySpec, never)).rejects.toMatchObject({
    code: "runpod-blocked",
  });
});

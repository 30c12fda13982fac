import { expect, test } from "vitest";
import { apiKey, makeRunpodBench, never, spec } from "./bench.ts";

test("RunPod's list tells under which name labelpod made a pod that was renamed in the console", async () => {
  await using bench = await makeRunpodBench();
  const { providerPodId } = await bench.up();

  const { status } = await fetch(`${bench.twin.apiUrl}/pods/${providerPodId}`, {
    method: "PATCH",
    headers: {
      authorization: `Bearer ${apiKey}`,
      "user-agent": "a person",
      "content-type": "application/json",
    },
    body: JSON.stringify({ name: "my box" }),
  });

  expect(status).toBe(200);
  expect(await bench.provider.pods.list(never)).toMatchObject([{ name: "my box", madeAs: spec.name }]);
});

import path from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { toContainer } from "../../../src/runpod/pods/pod-container.ts";
import { readWatchdogBundle } from "../../../src/runpod/pods/watchdog-bundle.ts";
import { createAsk } from "../../twins/runpod/twin-client.ts";
import { apiKey, image, makeRunpodBench, never, publicKey, type RunpodBench, spec } from "../bench.ts";

const podFolder = path.resolve(import.meta.dirname, "../../../pod");
/** RunPod takes no more (runpod/docs 4962c60). */
const maxBodyBytes = 102_400;
/** Of one variable, or Linux starts no program with it (MAX_ARG_STRLEN). */
const maxVariableBytes = 128 * 1024;

describe("what a pod is made with", () => {
  it("names its owner, its lease, its watchdog and where that finds RunPod", async () => {
    await using bench = await makeRunpodBench({ watchdog: "of a test" });

    const { env } = await madePod(bench);

    expect(env).toEqual({
      PUBLIC_KEY: publicKey,
      SSH_PUBLIC_KEY: publicKey,
      LABELPOD_INSTANCE: "test01",
      LABELPOD_NAME: spec.name,
      LABELPOD_TEAM: spec.teamId,
      LABELPOD_LEASE: JSON.stringify(spec.lease),
      LABELPOD_API_URL: bench.twin.apiUrl,
      LABELPOD_GRAPHQL_URL: bench.twin.graphqlUrl,
      LABELPOD_WATCHDOG: "of a test",
    });
  });

  it("starts the watchdog before the image's own command, and never ends", async () => {
    await using bench = await makeRunpodBench();

    const { args } = await madePod(bench);

    const { cmd } = z.strictObject({ cmd: z.array(z.string()) }).parse(JSON.parse(String(args)));
    const [shell, option, script = "", ...more] = cmd;
    expect([shell, option, ...more]).toEqual(["sh", "-c"]);
    expect(script.indexOf("/opt/labelpod/watchdog.py")).toBeGreaterThan(0);
    expect(script.indexOf("\n/start.sh\n")).toBeGreaterThan(script.indexOf("/opt/labelpod/watchdog.py"));
    expect(script.endsWith("while :; do sleep 86400; done")).toBe(true);
  });

  it("mounts a disk of its own, or the network volume in its place", async () => {
    await using bench = await makeRunpodBench();
    const wish = { name: "labelpod-test01-studies", sizeGib: 50, dataCenterId: "US-KS-2" };
    const volume = await bench.provider.volumes?.create(wish, never);
    const networkVolumeId = volume?.id ?? "";

    const onDisk = await madePod(bench);
    const onVolume = await madePod(bench, { ...spec, volumeGib: 0, networkVolumeId });

    expect(onDisk["mounts"]).toEqual({ persistent: { size: 50, path: "/workspace" } });
    expect(onVolume["mounts"]).toEqual({ network: [{ volumeId: volume?.id, path: "/workspace" }] });
    expect(onVolume["dataCenterId"]).toBe("US-KS-2");
    const listed = await bench.provider.pods.list(never);
    expect(listed.map(({ volumeId }) => volumeId)).toEqual([undefined, networkVolumeId]);
  });

  it("never holds the account's key", async () => {
    await using bench = await makeRunpodBench({ watchdog: await readWatchdogBundle(podFolder) });

    expect(JSON.stringify(await madePod(bench))).not.toContain(apiKey);
  });

  it("does not hand on what may be a key behind GraphQL's address", () => {
    const graphqlUrl = `https://api.example.org/graphql?api_key=${apiKey}`;
    const watchdog = { bundle: "", apiUrl: "https://api.example.org/v2", graphqlUrl };

    const deps = { image, minCuda: undefined, instanceId: "test01", publicKey, watchdog };
    const { env } = toContainer(deps, spec);

    expect(env["LABELPOD_GRAPHQL_URL"]).toBe("https://api.example.org/graphql");
  });

  it("stays far below what RunPod and Linux take", async () => {
    await using bench = await makeRunpodBench({ watchdog: await readWatchdogBundle(podFolder) });

    const { env } = await madePod(bench);

    const sent = bench.twin.requests.find(({ route }) => route === "POST /pods");
    const longest = Math.max(...Object.values(env ?? {}).map((value) => Buffer.byteLength(String(value))));
    expect(sent?.bodyBytes).toBeLessThan(maxBodyBytes / 3);
    expect(longest).toBeLessThan(maxVariableBytes / 3);
  });
});

async function madePod({ provider, twin }: RunpodBench, wanted = spec): Promise<Record<string, unknown>> {
  const { providerPodId } = await provider.pods.create(wanted, never);
  const authorization = `Bearer ${apiKey}`;
  const { data } = await createAsk(twin.apiUrl)(`GET /pods/${providerPodId}`, undefined, { authorization });
  return data;
}

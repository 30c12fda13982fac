import { chmod, mkdir, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { testPods } from "../contracts/pods.ts";
import { makeLocalBench, never, spec } from "../support/local-bench.ts";

testPods("local", async () => {
  const bench = await makeLocalBench();
  return {
    provider: bench.provider,
    spec,
    settle: () => Promise.resolve(),
    [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose](),
  };
});

describe("createLocalPods", () => {
  it("can be reached directly, and by no proxy", async () => {
    await using bench = await makeLocalBench();

    expect(bench.provider.accesses).toEqual(["http", "https"]);
  });

  it("gives one pod for one name, also when both are asked for at once", async () => {
    await using bench = await makeLocalBench();

    const [first, second] = await Promise.all([1, 2].map(() => bench.provider.pods.create(spec, never)));

    expect(first).toEqual({ ...second, uptimeMs: expect.any(Number) });
    expect(await bench.provider.pods.list(never)).toHaveLength(1);
  });

  it("gives each pod a port of its own on 127.0.0.1", async () => {
    await using bench = await makeLocalBench();

    const first = await bench.provider.pods.create(spec, never);
    const second = await bench.provider.pods.create({ ...spec, name: "another" }, never);

    expect(first.machine?.listen.host).toBe("127.0.0.1");
    expect(first.machine?.api).toEqual(first.machine?.listen);
    expect(first.machine?.listen.port).not.toBe(second.machine?.listen.port);
  });

  it("keeps the port over a stop, so that the address stays", async () => {
    await using bench = await makeLocalBench();
    const { pods } = bench.provider;
    const { providerPodId, machine } = await pods.create(spec, never);
    await pods.stop(providerPodId, never);

    await pods.start(providerPodId, never);

    expect((await pods.get(providerPodId, never))?.machine?.listen).toEqual(machine?.listen);
  });

  it("keeps its state for the owner alone, and a new life of the bot finds the pod as it was", async () => {
    await using bench = await makeLocalBench();
    const created = await bench.provider.pods.create(spec, never);
    const file = path.join(bench.home, "pods", created.providerPodId, "state.json");

    const after = await bench.restart().pods.get(created.providerPodId, never);

    expect(after).toEqual({ ...created, uptimeMs: expect.any(Number) });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it("lets nobody else into a pod's folder, whatever the data folder allows", async () => {
    await using bench = await makeLocalBench();
    await chmod(bench.home, 0o755);

    const { providerPodId } = await bench.provider.pods.create(spec, never);

    const workspace = path.join(bench.home, "pods", providerPodId, "workspace");
    expect((await stat(workspace)).mode & 0o777).toBe(0o700);
    expect((await stat(path.dirname(workspace))).mode & 0o777).toBe(0o700);
  });

  it("tells whose a pod is, and how long it has been up since its start", async () => {
    await using bench = await makeLocalBench();
    const created = await bench.provider.pods.create(spec, never);

    const later = await bench.provider.pods.get(created.providerPodId, never);
    await bench.provider.pods.stop(created.providerPodId, never);
    const stopped = await bench.provider.pods.get(created.providerPodId, never);

    expect(later?.teamId).toBe(spec.teamId);
    expect(later?.uptimeMs).toBeGreaterThanOrEqual(created.uptimeMs ?? Infinity);
    expect(stopped?.teamId).toBe(spec.teamId);
    expect(stopped?.uptimeMs).toBeUndefined();
  });

  it("reads the folder of an older version, which knew neither team nor lease", async () => {
    await using bench = await makeLocalBench();
    const { providerPodId } = await bench.provider.pods.create(spec, never);
    await bench.changeState(providerPodId, { teamId: undefined, startedAtMs: undefined, lease: undefined });

    const pod = await bench.provider.pods.get(providerPodId, never);

    expect(pod).toMatchObject({ status: "running", name: spec.name });
    expect(pod).not.toHaveProperty("teamId");
    expect(pod).not.toHaveProperty("uptimeMs");
    expect(pod?.machine).toBeDefined();
    expect(pod?.machine).not.toHaveProperty("leaseFile");
  });

  it("counts a pod as stopped when its watchdog has ended this very start", async () => {
    await using bench = await makeLocalBench();
    const { providerPodId, machine } = await bench.provider.pods.create(spec, never);
    const end = { startId: machine?.startId, atEpochS: 1_800_000_000 };
    const notes = [
      JSON.stringify({ ...end, startId: "an earlier start" }),
      "null",
      '{"sta',
      JSON.stringify(end),
    ];

    const seen: unknown[] = [];
    for (const note of notes) {
      await writeFile(path.join(bench.home, "pods", providerPodId, "ended.json"), note);
      seen.push((await bench.provider.pods.get(providerPodId, never))?.status);
    }

    expect(seen).toEqual(["running", "running", "running", "stopped"]);
  });

  it("counts a pod as stopped after a reboot of the machine", async () => {
    await using bench = await makeLocalBench();
    const { providerPodId } = await bench.provider.pods.create(spec, never);
    await bench.changeState(providerPodId, { machineBootId: "an earlier boot" });

    const pod = await bench.provider.pods.get(providerPodId, never);

    expect(pod).toMatchObject({ status: "stopped" });
    expect(pod?.machine).toBeUndefined();
  });

  it("leaves out broken folders and warns of each", async () => {
    await using bench = await makeLocalBench();
    const { providerPodId } = await bench.provider.pods.create(spec, never);
    const broken = { empty: undefined, cut: '{"name":', foreign: '{"name":1}' };
    for (const [name, content] of Object.entries(broken)) {
      await mkdir(path.join(bench.home, "pods", name));
      if (content !== undefined) await writeFile(path.join(bench.home, "pods", name, "state.json"), content);
    }

    const listed = await bench.provider.pods.list(never);

    expect(listed.map((pod) => pod.providerPodId)).toEqual([providerPodId]);
    const warned = bench.log.entries.map((entry) => entry.data["providerPodId"]);
    expect(new Set(warned)).toEqual(new Set(["cut", "empty", "foreign"]));
  });

  it.each(["..", ".", "a/b", "../../etc", "A", "", "a\0b", "-x"])("takes %j for no pod's id", async (id) => {
    await using bench = await makeLocalBench();

    await bench.provider.pods.remove(id, never);

    expect(await bench.provider.pods.get(id, never)).toBeUndefined();
    await expect(stat(bench.home)).resolves.toBeDefined();
  });
});

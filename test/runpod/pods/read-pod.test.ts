import { describe, expect, it } from "vitest";
import type { ListedPod } from "../../../src/core/records/machine.ts";
import { createPodReader } from "../../../src/runpod/pods/read-pod.ts";
import { podSchema } from "../../../src/runpod/transport/schema.ts";

const rows = [
  { private: 19_123, public: 60_001, type: "udp", ip: "195.26.233.3" },
  { private: 8000, public: 60_000, type: "http", ip: "100.65.0.10" },
  { private: 8000, public: 34_447, type: "tcp", ip: "195.26.233.3" },
  { private: 22, public: 34_446, type: "tcp", ip: "195.26.233.3" },
];

const running = {
  id: "7h9k2m4n6p",
  name: "labelpod-test01-abcd",
  status: "RUNNING",
  cost: 0.69,
  gpu: { id: "NVIDIA GeForce RTX 4090", count: 1 },
  dataCenterId: "US-KS-2",
  ssh: { proxy: null, direct: { host: "195.26.233.3", port: 34_446, username: "root" } },
  runtime: { uptime: 3600, ports: rows },
  startedAt: "2026-06-01T12:02:00Z",
};

describe("toListedPod()", () => {
  it("finds the addresses of a running pod", () => {
    const pod = read(running);

    expect(pod).toMatchObject({
      providerPodId: "7h9k2m4n6p",
      status: "running",
      usdPerHour: 0.69,
      gpuName: "NVIDIA GeForce RTX 4090",
      gpuId: "NVIDIA GeForce RTX 4090",
      gpuCount: 1,
      dataCenterId: "US-KS-2",
      machine: {
        shell: { host: "195.26.233.3", port: 34_446 },
        api: { host: "195.26.233.3", port: 34_447 },
        listen: { host: "0.0.0.0", port: 8000 },
        workspace: "/workspace",
      },
    });
  });

  it.each([
    ["SECURE", "secure"],
    ["COMMUNITY", "community"],
    ["SOMETHING_NEWER", undefined],
    [undefined, undefined],
  ])("names the cloud that RunPod calls %s", (cloud, told) => {
    expect(read({ ...running, cloud }).cloud).toBe(told);
  });

  it("takes the shell's address from the ports where ssh names none", () => {
    const pod = read({ ...running, ssh: { proxy: null, direct: null } });

    expect(pod.machine?.shell).toEqual({ host: "195.26.233.3", port: 34_446 });
  });

  it.each([
    ["no runtime", { runtime: null }],
    ["an empty runtime", { runtime: {} }],
    ["only other ports", { runtime: { ports: rows.filter(({ private: port }) => port !== 8000) } }],
    ["no public port yet", { runtime: { ports: rows.map((row) => ({ ...row, public: null })) } }],
    ["the proxy's network", { runtime: { ports: rows.map((row) => ({ ...row, ip: "100.64.0.1" })) } }],
    ["a host that is no IP", { runtime: { ports: rows.map((row) => ({ ...row, ip: "a.example/x" })) } }],
  ])("has no machine with %s", (_name, change) => {
    const pod = read({ ...running, ...change });

    expect(pod).toMatchObject({ status: "running" });
    expect(pod.machine).toBeUndefined();
  });

  it.each([
    ["PROVISIONING", "provisioning"],
    ["STARTING", "provisioning"],
    ["RUNNING", "running"],
    ["EXITED", "stopped"],
    ["ERROR", "error"],
    ["TERMINATED", "gone"],
    ["MIGRATING", "provisioning"],
  ])("%s is %s", (theirs, ours) => {
    expect(read({ ...running, status: theirs }).status).toBe(ours);
  });

  it("has no machine unless it runs, whatever addresses are still named", () => {
    expect(read({ ...running, status: "EXITED" }).machine).toBeUndefined();
  });

  it("is reached by the proxy where its port is one of it", () => {
    const behindProxy = rows.filter(({ private: port, type }) => port !== 8000 || type === "http");
    const byRow = read({ ...running, runtime: { ports: behindProxy } });
    const bySettings = read({ ...running, ports: ["22/tcp", "8000/http"], runtime: { ports: [] } });

    for (const { machine } of [byRow, bySettings])
      expect(machine).toMatchObject({
        api: { host: "7h9k2m4n6p-8000.proxy.example.net", port: 443 },
        proxyUrl: "https://7h9k2m4n6p-8000.proxy.example.net",
        shell: { host: "195.26.233.3", port: 34_446 },
        listen: { host: "0.0.0.0", port: 8000 },
      });
    expect(read(running).machine).not.toHaveProperty("proxyUrl");
  });

  it("waits for the address of a port that was asked for as a direct one", () => {
    const ports = rows.filter(({ private: port, type }) => port !== 8000 || type === "http");

    const pod = read({ ...running, ports: ["8000/tcp", "22/tcp"], runtime: { ports } });

    expect(pod.machine).toBeUndefined();
  });

  it.each([
    [{}, true],
    [{ runtime: { uptime: 0, ports: null } }, true],
    [{ runtime: null }, false],
    [{ status: "EXITED" }, false],
  ])("tells of %j whether its container is up: %s", (change, isContainerUp) => {
    expect(read({ ...running, ...change })).toMatchObject({ isContainerUp });
  });

  it("has no machine behind the proxy either before its container is up", () => {
    const pod = read({ ...running, ports: ["22/tcp", "8000/http"], runtime: null });

    expect(pod.machine).toBeUndefined();
  });

  it("has a start that changes with the time or the address of the start", () => {
    const starts = [
      running,
      { ...running, startedAt: "2026-06-02T08:00:00Z" },
      { ...running, startedAt: null },
      { ...running, startedAt: null, ssh: { direct: { host: "195.26.233.3", port: 12_890 } } },
    ].map((raw) => read(raw).machine?.startId);

    expect(new Set(starts).size).toBe(4);
    expect(read(running).machine?.startId).toBe(starts[0]);
  });

  it("tells the team that it was made for, and how long its container has been up", () => {
    const pod = read({ ...running, env: { LABELPOD_TEAM: "guild-1", SECRET: "of somebody" } });

    expect(pod).toMatchObject({ teamId: "guild-1", uptimeMs: 3_600_000 });
    expect(JSON.stringify(pod)).not.toContain("of somebody");
  });

  it("tells no uptime of a pod that is down", () => {
    expect(read({ ...running, status: "EXITED" })).not.toHaveProperty("uptimeMs");
  });

  it("has a place for the lease where it was made with a watchdog, and only there", () => {
    const withOne = read({ ...running, env: { LABELPOD_WATCHDOG: "H4sI" } });
    const without = [{}, null, "x", { LABELPOD_WATCHDOG: "" }].map((env) => read({ ...running, env }));

    expect(withOne.machine?.leaseFile).toBe("/opt/labelpod/lease.json");
    expect(without.map(({ machine }) => machine?.leaseFile)).toEqual(without.map(() => undefined));
  });

  it.each([{ LABELPOD_TEAM: 7 }, { LABELPOD_TEAM: "" }, {}, null, []])("has no team by %j", (env) => {
    expect(read({ ...running, env })).not.toHaveProperty("teamId");
  });

  it.each([
    [0, 0],
    [2, 2],
    [undefined, undefined],
    [null, undefined],
    [-1, undefined],
    ["one", undefined],
  ])("a count of GPUs that is told as %s is %s", (told, count) => {
    const pod = read({ ...running, gpu: { id: "NVIDIA L4", count: told } });

    expect(pod).toMatchObject({ gpuId: "NVIDIA L4", gpuName: "NVIDIA L4" });
    expect(pod.gpuCount).toBe(count);
  });

  it("makes do without what it can do without", () => {
    const pod = read({ id: "a", name: "b", status: "RUNNING", cost: "free", gpu: 7, ssh: [], runtime: "x" });

    const told = { providerPodId: "a", name: "b", status: "running", usdPerHour: 0, isContainerUp: false };
    expect(pod).toEqual(told);
  });
});

const readPod = createPodReader("https://{pod}-{port}.proxy.example.net");

function read(raw: unknown): ListedPod {
  return readPod(podSchema.parse(raw));
}

import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import type { PodFactory, PodMachine, PodMachineSpec } from "../runpod/pod-machine.ts";
import { startChild, type Child } from "./child.ts";
import { findFreePorts } from "./free-ports.ts";
import { connectNetwork, showHostServer } from "./network.ts";

export type SshPodOptions = {
  /** Holds one folder per pod, its volume; made if needed. */
  readonly volumesDir: string;
  /** Fills a new volume before its pod first starts, say with a warm cache. */
  readonly seedVolume?: (volumeDir: string) => Promise<void>;
  /** Variables of every SSH session, as an image would set them. */
  readonly sessionEnv?: Readonly<Record<string, string>>;
};

export type SshPodFactory = PodFactory & AsyncDisposable & { volumeDir(podId: string): string };

const IP = "127.0.0.1";
const SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
/** Of the image, where the pod was made with no other one. */
const IMAGE_COMMAND = "/start.sh";
const INIT = path.join(import.meta.dirname, "pod-init.sh");
const NAMESPACES = ["--mount", "--uts", "--ipc", "--net", "--pid", "--fork", "--kill-child=KILL"];

/** Pods that are real machines: own processes, network, container disk and sshd. Linux and root; see README.md. */
export async function createSshPodFactory(options: SshPodOptions): Promise<SshPodFactory> {
  const pythonFolder = await findPython();
  const seeded = new Set<string>();
  const running = new Set<PodMachine>();
  const volumeDir = (podId: string): string => path.join(options.volumesDir, podId);
  const bench: Bench = {
    pythonFolder,
    volumeDir,
    sessionEnv: {
      PATH: `${pythonFolder}:${SYSTEM_PATH}`,
      // The machine's own store, for programs that bring another.
      SSL_CERT_FILE: "/etc/ssl/certs/ca-certificates.crt",
      ...options.sessionEnv,
    },
  };

  async function create(spec: PodMachineSpec): Promise<PodMachine> {
    await mkdir(volumeDir(spec.podId), { recursive: true });
    if (!seeded.has(spec.podId)) await options.seedVolume?.(volumeDir(spec.podId));
    seeded.add(spec.podId);
    const machine = await startPod(spec, bench);
    running.add(machine);
    return machine;
  }

  async function deleteVolume(podId: string): Promise<void> {
    seeded.delete(podId);
    await rm(volumeDir(podId), { recursive: true, force: true });
  }

  async function dispose(): Promise<void> {
    await Promise.all([...running].map((machine) => machine.stop()));
    await Promise.all([...seeded].map((podId) => deleteVolume(podId)));
  }

  return { create, deleteVolume, volumeDir, [Symbol.asyncDispose]: dispose };
}

type Ports = PodMachine["address"]["ports"];

type Bench = {
  readonly pythonFolder: string;
  readonly sessionEnv: Readonly<Record<string, string>>;
  readonly volumeDir: (podId: string) => string;
};

async function startPod(spec: PodMachineSpec, bench: Bench): Promise<PodMachine> {
  const ports = await findPorts(spec.ports);
  const behindProxy = await findPorts(spec.httpPorts);
  const scratch = await mkdtemp("/run/labelpod-pod-");
  const resources = new AsyncDisposableStack();
  resources.defer(() => rm(scratch, { recursive: true, force: true }));
  try {
    const { command = [IMAGE_COMMAND] } = spec;
    const places = [scratch, bench.volumeDir(spec.podId), bench.pythonFolder];
    const argv = ["unshare", ...NAMESPACES, "sh", INIT, ...places, ...command];
    const pod = await startChild(argv, podEnv(spec, bench, ports));
    resources.defer(() => endPod(pod));
    const { pid } = pod;
    await pod.waitForLine(POD_PROCESS);
    const socketPath = path.join(scratch, "network.sock");
    const mapped = { ...ports, ...behindProxy };
    const network = await connectNetwork({ pid, socketPath, ports: mapped, path: SYSTEM_PATH });
    resources.defer(() => network.kill());
    await showCloud(spec, pid, resources);
    // Another command says nothing that could be waited for.
    if (command.join(" ").includes(IMAGE_COMMAND)) await pod.waitForLine(/pod is ready/);
    return { ...describeMachine(pod, { ip: IP, ports }, resources), behindProxy };
  } catch (error) {
    await resources.disposeAsync();
    throw error;
  }
}

async function showCloud(
  { cloudOrigin }: PodMachineSpec,
  pid: number,
  resources: AsyncDisposableStack,
): Promise<void> {
  if (cloudOrigin === undefined) return;
  const shown = await showHostServer({ pid, path: SYSTEM_PATH }, Number(new URL(cloudOrigin).port));
  resources.defer(() => shown.kill());
}

async function findPorts(wanted: readonly number[]): Promise<Ports> {
  const free = await findFreePorts(wanted.length);
  return Object.fromEntries(wanted.map((port, index) => [port, free[index] ?? 0]));
}

const POD_PROCESS = /^pod process (\d+)$/;

/** Killing PID 1 of a namespace ends all its processes; its parent is gone only after the last of them. */
async function endPod(pod: Child): Promise<void> {
  const found = pod.lines.map((line) => POD_PROCESS.exec(line)?.[1]).find((pid) => pid !== undefined);
  if (found === undefined) await pod.kill();
  else if (pod.isRunning()) process.kill(Number(found), "SIGKILL");
  await pod.gone();
}

function describeMachine(
  pod: Child,
  address: PodMachine["address"],
  resources: AsyncDisposableStack,
): Omit<PodMachine, "behindProxy"> {
  const containerLog = (): string[] => pod.lines.filter((line) => !POD_PROCESS.test(line));
  return {
    address,
    hostKeyFingerprints: containerLog().flatMap((line) => /\bSHA256:\S+/.exec(line)?.[0] ?? []),
    containerLog,
    stop: () => resources.disposeAsync(),
  };
}

function podEnv(spec: PodMachineSpec, { sessionEnv }: Bench, ports: Ports): Record<string, string> {
  const env: Record<string, string> = { HOME: "/root", ...sessionEnv, ...spec.env, RUNPOD_PUBLIC_IP: IP };
  for (const [port, publicPort] of Object.entries(ports)) env[`RUNPOD_TCP_PORT_${port}`] = String(publicPort);
  const session = Object.entries(sessionEnv).map(([name, value]) => `"${name}=${value}"`);
  env["SESSION_ENV"] = session.join(" ");
  return env;
}

/** The folder of the machine's real python3, past any shim. */
async function findPython(): Promise<string> {
  const { stdout } = await promisify(execFile)("python3", ["-c", "import sys; print(sys.executable)"]);
  return path.dirname(stdout.trim());
}

import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import axios from "axios";
import { beforeAll, expect, test } from "vitest";
import { generateKeyPair } from "../../src/ssh/key-pair.ts";
import type { PodMachine } from "../twins/runpod/pod-machine.ts";
import { createRunpodTwin } from "../twins/runpod/runpod-twin.ts";
import { createAsk, runningPod, WISH, API_KEY } from "../twins/runpod/twin-client.ts";
import { createSshPodFactory, type SshPodFactory } from "../twins/ssh-pod/ssh-pods.ts";
import { openShell, type Shell } from "./support/pod-login.ts";

const keys = generateKeyPair("labelpod-test");
const PORTS = [22, 8000];

let volumesDir: string;

beforeAll(async () => {
  volumesDir = await mkdtemp(path.join(tmpdir(), "labelpod-volumes-"));
  return () => rm(volumesDir, { recursive: true });
});

test("two pods side by side have their own workspace, home, processes and container disk", async () => {
  await using factory = await createSshPodFactory({ volumesDir });
  const [one, two] = [await startPod(factory, "one"), await startPod(factory, "two")];
  await using shellOne = await login(one);
  await using shellTwo = await login(two);

  await shellOne.run("echo mine >/workspace/note; touch /etc/rp_only_here /root/here /usr/here");
  const seen = await shellTwo.run("ls -d /workspace/* /root/* /etc/rp_only_here /usr/here");
  const processes = await shellOne.run("ls /proc | grep -c '^[0-9]*$'");
  const hostname = await shellOne.run("hostname");

  expect(seen).toBe("");
  expect(await readFile(path.join(factory.volumeDir("one"), "note"), "utf8")).toBe("mine\n");
  expect(Number(processes)).toBeLessThan(20);
  expect(hostname).toBe("one");
});

test("only the given key gets in, and the host key is the one in the log", async () => {
  await using factory = await createSshPodFactory({ volumesDir });
  const pod = await startPod(factory, "keys");
  const stranger = generateKeyPair("labelpod-test");

  await using shell = await login(pod);
  const fingerprint = await shell.run("ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub | cut -d ' ' -f 2");

  await expect(login(pod, stranger.privateKey)).rejects.toThrow("authentication");
  expect(pod.hostKeyFingerprints).toContain(fingerprint);
  expect(pod.containerLog()).toContain("SSH host keys:");
});

test("a pod knows its own addresses, and its port 8000 is reached through the public one", async () => {
  await using factory = await createSshPodFactory({ volumesDir });
  const pod = await startPod(factory, "web");
  await using shell = await login(pod);

  const environment = await shell.run("tr '\\0' '\\n' </proc/1/environ; cat /etc/rp_environment");
  await shell.run("echo hello >/workspace/index.html");
  await shell.run(
    "cd /workspace; setsid python3 -u -m http.server 8000 --bind 0.0.0.0 >server.log 2>&1 </dev/null & " +
      "until grep -q Serving /workspace/server.log; do sleep 0.1; done",
  );
  const answer = await axios.get<string>(`http://${pod.address.ip}:${pod.address.ports[8000]}/`, {
    proxy: false,
  });

  expect(environment).toContain(`RUNPOD_TCP_PORT_8000=${pod.address.ports[8000]}`);
  expect(environment).toContain("export RUNPOD_POD_ID='web'");
  expect(answer.data).toBe("hello\n");
});

test("a stop ends every process and wipes the container disk; the volume outlives it, a terminate doesn't", async () => {
  await using factory = await createSshPodFactory({ volumesDir });
  const first = await startPod(factory, "again");
  const marker = `9${Date.now()}`;
  await using shell = await login(first);
  await shell.run(
    `touch /root/wiped /etc/wiped /workspace/kept; setsid sleep ${marker} >/dev/null 2>&1 </dev/null &`,
  );
  // It goes to the background before it has become that program.
  await expect.poll(commandLines, { timeout: 20_000 }).toContain(marker);

  await first.stop();
  const afterStop = await commandLines();
  const second = await startPod(factory, "again");
  await using later = await login(second);
  const kept = await later.run("ls /root/wiped /etc/wiped /workspace");
  await second.stop();
  await factory.deleteVolume("again");

  expect(afterStop).not.toContain(marker);
  expect(afterStop).not.toContain("labelpod-pod-");
  expect(kept).toBe("/workspace:\nkept");
  expect(second.hostKeyFingerprints).not.toEqual(first.hostKeyFingerprints);
  expect(second.address.ports).not.toEqual(first.address.ports);
  await expect(readFile(path.join(factory.volumeDir("again"), "kept"))).rejects.toThrow("ENOENT");
});

test("a new volume is seeded once, and sessions carry the image's variables", async () => {
  const seeded: string[] = [];
  await using factory = await createSshPodFactory({
    volumesDir,
    sessionEnv: { GREETING: "good day" },
    seedVolume: async (folder) => {
      seeded.push(folder);
      await writeFile(path.join(folder, "seed"), "warm");
    },
  });
  const first = await startPod(factory, "seeded");
  await using shell = await login(first);

  const seen = await shell.run('echo "$GREETING"; cat /workspace/seed');
  await first.stop();
  await startPod(factory, "seeded");

  expect(seen).toBe("good day\nwarm");
  expect(seeded).toEqual([factory.volumeDir("seeded")]);
});

test("behind the twin, what REST v2 reports is where SSH answers", async () => {
  await using factory = await createSshPodFactory({ volumesDir });
  await using twin = await createRunpodTwin({ apiKey: API_KEY, podFactory: factory });
  const ask = createAsk(twin.apiUrl);
  const id = await runningPod({ twin, ask }, { ...WISH, env: { PUBLIC_KEY: keys.publicKey } });

  const { data } = await ask(`GET /pods/${id}`);
  const machine = twin.machine(id);

  expect(data["ssh"]).toHaveProperty("direct.port", machine?.address.ports[22]);
  await using shell = await login(machine);
  expect(await shell.run("echo $((6 * 7))")).toBe("42");
});

test("a pod runs the command that it was made with, with the image's own below it, and finds the cloud it is in", async () => {
  await using factory = await createSshPodFactory({ volumesDir });
  await using twin = await createRunpodTwin({ apiKey: API_KEY, podFactory: factory });
  const ask = createAsk(twin.apiUrl);
  const args = JSON.stringify({
    cmd: ["sh", "-c", 'echo "it\'s  $RUNPOD_POD_ID"; /start.sh; sleep infinity'],
  });
  const id = await runningPod({ twin, ask }, { ...WISH, args, env: { PUBLIC_KEY: keys.publicKey } });
  const machine = twin.machine(id);

  await using shell = await login(machine);
  const status = await shell.run(`curl -s -o /dev/null -w '%{http_code}' ${twin.apiUrl}/pods`);
  const key = await shell.run(". /etc/rp_environment; echo $RUNPOD_API_KEY");

  expect(machine?.containerLog()).toContain(`it's  ${id}`);
  expect(status).toBe("401");
  expect(key).toBe(twin.podKey(id));
});

test("a container that crashes starts again with its command, on a fresh disk and the same volume", async () => {
  await using factory = await createSshPodFactory({ volumesDir });
  await using twin = await createRunpodTwin({ apiKey: API_KEY, podFactory: factory });
  const ask = createAsk(twin.apiUrl);
  const id = await runningPod({ twin, ask }, { ...WISH, env: { PUBLIC_KEY: keys.publicKey } });
  await using before = await login(twin.machine(id));
  await before.run("touch /opt/wiped /workspace/kept");

  await twin.crashContainer(id);
  await using after = await login(twin.machine(id));

  expect(await after.run("ls /opt/wiped /workspace/kept")).toBe("/workspace/kept");
  expect(twin.running()).toEqual([id]);
});

function startPod(factory: SshPodFactory, podId: string): Promise<PodMachine> {
  const env = { PUBLIC_KEY: keys.publicKey, RUNPOD_POD_ID: podId };
  return factory.create({ podId, env, ports: PORTS, httpPorts: [] });
}

function login(machine: PodMachine | undefined, privateKey = keys.privateKey): Promise<Shell> {
  if (machine === undefined) throw new Error("The pod has no machine.");
  const { ip, ports } = machine.address;
  return openShell({ host: ip, port: ports[22] ?? 0 }, privateKey);
}

/** Of every process of this machine, pods included. */
async function commandLines(): Promise<string> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const texts = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")),
  );
  return texts.join("\n");
}

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { describeMissingContracts } from "../../support/contracts.ts";
import { createSshPodFactory } from "../ssh-pod/ssh-pods.ts";
import { createFakePodFactory } from "./fake-pods.ts";
import type { PodFactory } from "./pod-machine.ts";
import { CONTRACT_WINDOWS } from "./rate-windows.ts";
import { createRunpodTwin } from "./runpod-twin.ts";
import { describeTwin, ended, usage } from "./run-words.ts";

// `npm run twin:runpod [-- --port 8780] [--key text] [--balance usd] [--ssh]`: a RunPod on this machine until Ctrl-C.

const options = {
  port: { type: "string", default: "0" },
  key: { type: "string", default: "twin" },
  balance: { type: "string", default: "25" },
  ssh: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

type Wishes = {
  readonly port: number;
  readonly key: string;
  readonly balanceUsd: number;
  readonly isSsh: boolean;
};

/** Undefined where what was given can't be meant. */
function readRequest(): Wishes | undefined {
  try {
    const { values } = parseArgs({ options });
    const [port, balanceUsd] = [Number(values.port), Number(values.balance)];
    const isMeant = Number.isInteger(port) && port >= 0 && port <= 65_535 && Number.isFinite(balanceUsd);
    if (values.help || !isMeant || values.key === "") return undefined;
    return { port, key: values.key, balanceUsd, isSsh: values.ssh };
  } catch {
    return undefined;
  }
}

async function run({ port, key, balanceUsd, isSsh }: Wishes): Promise<void> {
  const told = untilTold();
  await using resources = new AsyncDisposableStack();
  const twin = await createRunpodTwin({
    apiKey: key,
    port,
    balanceUsd,
    podFactory: isSsh ? await openSshPods(resources) : createFakePodFactory(),
    start: { delayMs: 3_000 },
    limits: CONTRACT_WINDOWS,
    isCharging: true,
    isControlled: true,
  });
  // What a client did wrong is shown, and no failure of this program.
  resources.defer(async () => {
    for (const violation of twin.takeViolations())
      process.stdout.write(`against the contract: ${violation}\n`);
    await twin[Symbol.asyncDispose]();
  });
  const missing = describeMissingContracts();
  if (missing !== undefined) process.stderr.write(`${missing}\n`);
  process.stdout.write(describeTwin(twin, key, isSsh));
  await told;
}

/** A second signal on top of the first, as from a terminal and from npm, must not cut the tidying up short. */
function untilTold(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => resolve());
  return promise;
}

async function openSshPods(resources: AsyncDisposableStack): Promise<PodFactory> {
  const volumesDir = await mkdtemp(path.join(tmpdir(), "labelpod-twin-"));
  resources.defer(() => rm(volumesDir, { recursive: true, force: true }));
  return resources.use(await createSshPodFactory({ volumesDir }));
}

const request = readRequest();
const hasMachines = process.platform === "linux" && process.getuid?.() === 0;
if (request === undefined) process.stdout.write(usage);
else if (request.isSsh && !hasMachines)
  process.stdout.write("--ssh needs Linux and root: without it, pods are fake machines.\n");
else {
  await run(request);
  process.stdout.write(ended);
}

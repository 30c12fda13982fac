import { createDispatch } from "../src/commands/dispatch.ts";
import { commands } from "../src/commands/index.ts";
import type { Provider } from "../src/core/ports/provider.ts";
import type { JobContext } from "../src/jobs/context.ts";
import { jobs, schedules } from "../src/jobs/index.ts";
import { watchMoneyEveryMs } from "../src/jobs/money/watch-money.ts";
import { createSimulatedClock, type SimulatedClock } from "../src/simulated/clock.ts";
import { createSimulatedQueue, type SimulatedQueue } from "../src/simulated/queue.ts";
import { createSimulatedShell } from "../src/simulated/shell.ts";
import { runDueJobs } from "../src/simulated/workers.ts";
import { createRunpodApis } from "../src/runpod/apis.ts";
import { createRunpodProvider } from "../src/runpod/provider.ts";
import { createMark } from "../src/setup/gate-secret.ts";
import { createSecret } from "../src/config/secret.ts";
import { createTestContext } from "../test/support/job-context.ts";
import { createFakePodFactory } from "../test/twins/runpod/fake-pods.ts";
import { createRunpodTwin, type RunpodTwin } from "../test/twins/runpod/runpod-twin.ts";
import { createAsk } from "../test/twins/runpod/twin-client.ts";
import type { Figure } from "./figures.ts";

/** RunPod's list has a thousand pods on a page (runpod/docs 4962c60): all but the last of these accounts are one. */
const pageSize = 1_000;
const accounts = [1, 100, 1_000, 1_001];
const minuteMs = 60_000;
/** One list with each sweep of 15 s, and that once for each page. */
const listsPerMinute = 4;
const balancesPerMinute = minuteMs / watchMoneyEveryMs;
const teamId = "bench";

type Bench = {
  readonly twin: RunpodTwin;
  readonly clock: SimulatedClock;
  readonly queue: SimulatedQueue;
  readonly context: JobContext;
};

/**
 * How often a bot whose team has one live pod asks RunPod, by the number of pods in the account: its real commands, jobs and
 * client over real sockets, with the time between the jobs left out.
 */
export async function measureRunpod(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const count of accounts) {
    const pages = Math.ceil(count / pageSize);
    const name = `API calls, ${count} in the account: ${pages === 1 ? "one page" : `${pages} pages`} of the list`;
    const aim = listsPerMinute * pages + balancesPerMinute;
    figures.push({ name, value: await callsPerMinute(count), unit: "/min", aim });
  }
  return figures;
}

/** With so many pods in the account; the bot's time passes as fast as its jobs run. */
export async function callsPerMinute(count: number, minutes = 10): Promise<number> {
  const clock = createSimulatedClock();
  const podFactory = createFakePodFactory();
  await using twin = await createRunpodTwin({ apiKey: "bench-key", podFactory, clock, balanceUsd: 10_000 });
  const bench = openBench(twin, clock);
  await bringUp(bench);
  await addStrangers(twin, count - 1);
  await pass(bench, minuteMs);
  const before = twin.requests.length;
  await pass(bench, minutes * minuteMs);
  return (twin.requests.length - before) / minutes;
}

function openBench(twin: RunpodTwin, clock: SimulatedClock): Bench {
  const queue = createSimulatedQueue({ clock });
  const provider = openProvider(twin, clock);
  const context = createTestContext({ clock, queue, teamId, providers: new Map([[provider.id, provider]]) });
  return { twin, clock, queue, context };
}

function openProvider({ apiUrl, graphqlUrl, proxyUrl }: RunpodTwin, clock: SimulatedClock): Provider {
  const config = { apiKey: createSecret("bench-key"), apiUrl, graphqlUrl, proxyUrl, image: "bench/image" };
  const log = { info: ignore, warn: ignore, error: ignore };
  return createRunpodProvider({
    apis: createRunpodApis({ config, clock, log }),
    config,
    instanceId: "test",
    publicKey: "ssh-ed25519 AAAA bench",
    watchdog: "",
    shell: createSimulatedShell({ clock, isUp: () => true }),
    clock,
    log,
    mark: createMark("a secret of the instance"),
  });
}

/** @throws when the pod is not live within ten minutes of the bot's time */
async function bringUp(bench: Bench): Promise<void> {
  const { context, queue } = bench;
  const [provider] = context.providers.values();
  if (provider === undefined) throw new Error("the bench has no provider");
  for (const { job, everyMs } of schedules) await queue.every(job, {}, everyMs);
  const person = { platform: "web", id: "bench", name: "bench" } as const;
  const asked = {
    teamId,
    platform: "web",
    person,
    isGuest: false,
    isAdmin: true,
    place: "team-channel",
  } as const;
  const dispatch = createDispatch(commands, { ...context, provider, newId: () => "bench" });
  await dispatch({ ...asked, commandLine: "pod up" });
  await pass(bench, 10 * minuteMs);
  const [pod] = await context.store.pods.list();
  if (pod?.value.phase !== "live") throw new Error("the pod did not go live");
}

/** Pods of others in the same account; without ports, so that a thousand of them take none of this machine's. */
async function addStrangers(twin: RunpodTwin, count: number): Promise<void> {
  const ask = createAsk(twin.apiUrl);
  const gpu = { id: "NVIDIA GeForce RTX 4090", count: 1 };
  for (let made = 0; made < count; made += 1) {
    const body = { name: `stranger-${made}`, image: "other/image", gpu, ports: [] };
    const { status } = await ask("POST /pods", body, { authorization: "Bearer bench-key" });
    if (status !== 201) throw new Error(`the twin answers ${status}`);
  }
}

/** From one moment at which a job is due to the next; each job runs to its end, however long the sockets take. */
async function pass({ clock, queue, context }: Bench, ms: number): Promise<void> {
  const endMs = clock.now() + ms;
  while (clock.now() < endMs) {
    if ((await runDueJobs({ queue, jobs, context })) > 0) continue;
    const nextMs = Math.min(queue.nextDueAtMs() ?? endMs, endMs);
    await clock.advance(Math.max(1, nextMs - clock.now()));
  }
}

function ignore(): void {
  return undefined;
}

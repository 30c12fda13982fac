import type { EpisodeDeps } from "./episode-deps.ts";
import type { Episode } from "./faults.ts";
import { pullOf } from "./landing-plan.ts";
import { startKeyEpisode } from "./key-episodes.ts";
import { type PodInUse, strangers } from "./pods-in-use.ts";
import { secondMs } from "./units.ts";

const doubled = ["sweep", "watch-pod", "stop-pod", "advance-pod", "follow-training", "change-lock"];
const restartMs = 20 * secondMs;
const crashEveryMs = 40 * secondMs;

/** What happens by itself, or goes on for a while. */
export function startEpisode(episode: Episode, deps: EpisodeDeps): void {
  const { kind, lastsMs, choice } = episode;
  switch (kind) {
    case "provider-down":
    case "rate-limit":
    case "redis-down":
    case "redis-full":
    case "disk-full":
    case "pipe-closed":
    case "chat-down":
    case "ssh-cut":
      last(episode, deps, { begin: () => deps.board.begin(kind), end: () => deps.board.end(kind) });
      break;
    case "redis-wiped":
      deps.wipeRedis();
      break;
    case "place-evicted":
      deps.evict("slots");
      break;
    case "pods-evicted":
      deps.evict("pods");
      break;
    case "clock-forward":
      deps.setClock(lastsMs);
      break;
    case "clock-back":
      deps.setClock(-lastsMs);
      break;
    case "slept":
      deps.sleep(lastsMs);
      break;
    case "started-wrong":
      deps.kill(restartMs);
      deps.setClock(choice < 0.5 ? lastsMs : -lastsMs);
      break;
    case "killed":
      deps.kill(lastsMs);
      break;
    case "doubled":
      deps.queue.doubleNext(doubled[Math.floor(choice * doubled.length)] ?? "");
      break;
    case "stranger":
      void visit(episode, deps);
      break;
    case "hosts-full":
      deps.market.fillHosts(lastsMs);
      break;
    case "stock-out":
      deps.market.runOut(lastsMs, choice < 0.6);
      break;
    case "odd-machine":
      deps.market.twist(choice);
      break;
    case "slow-container":
      deps.provider.twist(pullOf(choice));
      break;
    case "balance-untold":
      deps.provider.billing.setBalance(undefined);
      deps.balanceUntold();
      break;
    case "another-account":
    case "key-refused":
    case "key-renewed":
      startKeyEpisode(episode, deps);
      break;
    case "deleted-outside":
      deps.market.remove(choice);
      break;
    default:
      for (const pod of deps.pods.up()) befall(pod, episode, deps);
  }
}

type Ends = { readonly begin: () => void; readonly end: () => void };

function last({ lastsMs }: Episode, { clock, changed }: EpisodeDeps, { begin, end }: Ends): void {
  begin();
  changed();
  clock.at(clock.now() + lastsMs, () => {
    end();
    changed();
  });
}

/** Something of one pod breaks. */
function befall(pod: PodInUse, episode: Episode, deps: EpisodeDeps): void {
  switch (episode.kind) {
    case "server-frozen":
      last(episode, deps, {
        begin: () => void (pod.isFrozen = true),
        end: () => void (pod.isFrozen = false),
      });
      break;
    case "server-crash":
      last(episode, deps, { begin: () => crash(pod, deps), end: () => recover(pod) });
      break;
    case "gate-stuck":
      last(episode, deps, {
        begin: () => stick(pod, true),
        end: () => stick(pod, false),
      });
      break;
    case "gate-gone":
      loseGate(pod, deps);
      break;
    case "container-restart":
      restartContainer(pod, episode.choice, deps);
      break;
    case "crash-loop":
      // Each with its disk, or each without.
      crashAgain(pod, { untilMs: deps.clock.now() + episode.lastsMs, choice: episode.choice }, deps);
      break;
    default:
      void deps.stopOutside(pod);
  }
}

function crash(pod: PodInUse, { pods }: EpisodeDeps): void {
  pod.software.crash();
  pod.isAnswering = false;
  pods.endTraining(pod);
}

function stick(pod: PodInUse, isStuck: boolean): void {
  pod.isGateStuck = isStuck;
  pod.software.setReading({ unknown: isStuck ? ["gate"] : [] });
}

function recover(pod: PodInUse): void {
  pod.software.recover();
  pod.isAnswering = true;
}

function loseGate(pod: PodInUse, { pods }: EpisodeDeps): void {
  pod.software.vanish();
  pods.closed(pod);
  pods.endTraining(pod);
}

/** Everything that ran in it is gone, at times with its disk. */
function restartContainer(pod: PodInUse, choice: number, deps: EpisodeDeps): void {
  const isAfresh = choice < 0.5;
  deps.provider.restartContainer(pod.id, choice < 0.25 || choice > 0.75);
  if (isAfresh) {
    delete pod.lease;
    deps.lostDisk(pod);
  }
  loseGate(pod, deps);
  deps.judge.begunAgain(pod);
  deps.watchdogs.began(pod, isAfresh);
}

type CrashLoop = { readonly untilMs: number; readonly choice: number };

function crashAgain(pod: PodInUse, loop: CrashLoop, deps: EpisodeDeps): void {
  if (pod.upSinceMs === undefined || deps.clock.now() > loop.untilMs) return;
  restartContainer(pod, loop.choice < 0.5 ? 0.4 : 0.6, deps);
  deps.clock.at(deps.clock.now() + crashEveryMs, () => crashAgain(pod, loop, deps));
}

/** A pod of somebody else's comes and goes. */
async function visit({ id, lastsMs }: Episode, { board, clock, provider }: EpisodeDeps): Promise<void> {
  const { signal } = new AbortController();
  const offer = provider.stock.find(({ availability }) => availability !== "none");
  if (offer === undefined || board.isOn("another-account") || board.isOn("key-refused")) return;
  const lease = { leaseS: 0, idleS: 0, keepS: 0, limitS: 0 };
  const disks = { containerDiskGib: 10, volumeGib: 10 };
  const made = await provider.pods.create(
    { name: `somebody-${id}`, teamId: strangers, offer, access: "http", country: "US", ...disks, lease },
    signal,
  );
  clock.at(clock.now() + lastsMs, () => provider.outside.remove(made.providerPodId));
}

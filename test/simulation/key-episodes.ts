import type { SimulatedLogin } from "../../src/simulated/accounts.ts";
import type { EpisodeDeps } from "./episode-deps.ts";
import type { Episode, EpisodeKind } from "./faults.ts";
import type { PeoplePlan } from "./people.ts";
import type { Random } from "./random.ts";
import { hourMs, minuteMs, secondMs } from "./units.ts";

/** [kind, chance in a world, from, to] */
const kinds: readonly (readonly [EpisodeKind, number, number, number])[] = [
  ["another-account", 0.5, 10 * minuteMs, 3 * hourMs],
  ["key-refused", 0.5, minuteMs, 2 * hourMs],
  ["key-renewed", 0.5, 0, 0],
];

/** What becomes of the provider's key in these days: most of it shows while a pod is up. */
export function planKeys(random: Random, { sessions }: PeoplePlan): readonly Episode[] {
  return kinds.flatMap(([kind, chance, fromMs, toMs]) => {
    if (!random.chance(chance) || sessions.length === 0) return [];
    const session = random.pick(sessions);
    const atMs = random.chance(0.5) ? session.fromMs : session.toMs;
    const lastsMs = fromMs === 0 ? 0 : Math.round(fromMs * (toMs / fromMs) ** random.next());
    return [{ id: 0, kind, atMs: atMs + random.int(0, hourMs), lastsMs, choice: random.next() }];
  });
}

const restartMs = 5 * secondMs;
const anothers: SimulatedLogin = { key: "key of another", account: "another", isPoor: true };

export function startKeyEpisode(episode: Episode, deps: EpisodeDeps): void {
  const { kind, lastsMs } = episode;
  const { board, clock, keyring, kill, changed } = deps;
  if (kind === "key-renewed") renew(episode, deps);
  if (kind !== "another-account" && kind !== "key-refused") return;
  endTrouble(deps);
  board.begin(kind);
  if (kind === "another-account") kill(restartMs);
  const trouble = kind === "another-account" ? keyring.exchange(anothers) : keyring.refuse();
  changed();
  void expectAlarms(kind, deps);
  clock.at(clock.now() + lastsMs, () => {
    if (keyring.trouble() === trouble) endByItself(episode, deps);
  });
}

function endByItself(episode: Episode, deps: EpisodeDeps): void {
  if (episode.kind === "another-account" || episode.choice >= 0.5) {
    renew(episode, deps);
    return;
  }
  // A key that was refused may work again by itself.
  endTrouble(deps);
  deps.keyring.mend();
  deps.changed();
}

/** A restart with the right account, by the key that it had or by another one, whether or not the provider says whose it is. */
function renew({ id, choice }: Episode, deps: EpisodeDeps): void {
  const { keyring, kill, changed } = deps;
  const own = keyring.own();
  endTrouble(deps);
  kill(restartMs);
  keyring.mend({ ...own, ...(choice < 0.5 ? {} : { key: `key-${id}` }), isTold: choice % 0.5 < 0.25 });
  changed();
}

/** Whatever ends it: from now on nobody has to hear of it. */
function endTrouble({ board, judge, keyring }: EpisodeDeps): void {
  const trouble = keyring.trouble();
  if (trouble === undefined) return;
  judge.keys.ended();
  board.end(trouble.kind);
}

/** For what is up, and recorded as up or on its way down. */
async function expectAlarms(
  how: "another-account" | "key-refused",
  { judge, pods, store }: EpisodeDeps,
): Promise<void> {
  const records = (await store.pods.listOpen()).map(({ value }) => value);
  for (const pod of pods.up()) {
    const record = records.find(({ providerPodId }) => providerPodId === pod.id);
    if (record?.phase === "live" || record?.phase === "stopping") judge.keys.began(pod, how);
  }
}

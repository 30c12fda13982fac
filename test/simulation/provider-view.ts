import type { ListedPod } from "../../src/core/records/machine.ts";
import type { Pods } from "../../src/core/ports/provider.ts";
import type { SimulatedProvider } from "../../src/simulated/provider.ts";
import type { WorldClock } from "./clock.ts";
import type { FaultBoard } from "./fault-board.ts";
import { type PodInUse, type PodsInUse, strangers } from "./pods-in-use.ts";

/** How the next read is: as of a while ago, or without the team's pods. */
export type Slant = "stale" | "missing";

export type ProviderView = Pods & { slantNext(slant: Slant): void };

type Deps = {
  readonly clock: WorldClock;
  readonly provider: SimulatedProvider;
  readonly board: FaultBoard;
  readonly pods: PodsInUse;
  /** The bot has it removed now, with all that is on it. */
  removing(pod: PodInUse): void;
};

type Past<T> = { readonly atMs: number; readonly answer: T };
type Taken<T> = { readonly taken: Slant | undefined; readonly answer: T };

/** The oldest read that a provider may pass off as one of now. */
const staleMs = 60_000;

/** The provider as it shows itself: it hides what is new, and does not always do what it accepts. */
export function createProviderView({ clock, provider, board, pods, removing }: Deps): ProviderView {
  const lists = new Map<string, Past<readonly ListedPod[]>>();
  const reads = new Map<string, Past<ListedPod | undefined>>();
  let slant: Slant | undefined;

  function takeSlant(): Slant | undefined {
    const taken = slant;
    slant = undefined;
    return taken;
  }

  function isHidden({ providerPodId }: ListedPod): boolean {
    return clock.now() < (pods.get(providerPodId)?.hiddenUntilMs ?? 0);
  }

  function recall<T>(past: Map<string, Past<T>>, key: string, { taken, answer }: Taken<T>): T {
    const found = past.get(key);
    past.set(key, { atMs: clock.now(), answer });
    const isRecent = found !== undefined && clock.now() - found.atMs <= staleMs;
    return taken === "stale" && isRecent ? found.answer : answer;
  }

  async function act(name: "start" | "stop" | "remove", id: string, signal: AbortSignal): Promise<void> {
    if (board.isIgnored(`pods.${name}`)) return;
    const pod = pods.get(id);
    const isShown = !board.isOn("another-account") && provider.rented(id) !== undefined;
    if (name === "remove" && pod !== undefined && isShown) removing(pod);
    await provider.pods[name](id, signal);
    pods.follow();
  }

  return {
    slantNext(next) {
      slant = next;
    },
    async list(signal) {
      const taken = takeSlant();
      const listed = (await provider.pods.list(signal)).filter((pod) => !isHidden(pod));
      const shown = taken === "missing" ? listed.filter(({ teamId }) => teamId === strangers) : listed;
      return recall(lists, "list", { taken, answer: shown });
    },
    async get(id, signal) {
      const taken = takeSlant();
      const found = await provider.pods.get(id, signal);
      const shown = taken === "missing" || found === undefined || isHidden(found) ? undefined : found;
      return recall(reads, id, { taken, answer: shown });
    },
    async create(spec, signal) {
      const made = await provider.pods.create(spec, signal);
      pods.follow();
      return made;
    },
    start: async (id, signal) => act("start", id, signal),
    stop: async (id, signal) => act("stop", id, signal),
    remove: async (id, signal) => act("remove", id, signal),
  };
}

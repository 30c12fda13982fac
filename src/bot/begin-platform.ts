import type { PlacedChat } from "../chat/board/waiting-chat.ts";
import type { ChatDeps } from "../chat/chat-deps.ts";
import { createHealthSources } from "../chat/health-sources.ts";
import type { PlatformHealth } from "../chat/platform-health.ts";
import { isPassing, UserFacingError } from "../core/common/errors.ts";
import { failures } from "../core/words/errors.ts";
import { platformFailures } from "../core/words/platforms.ts";
import { beginJoin, type Join, type Joined, type Joining } from "./join-platform.ts";
import type { StartFaults } from "./start-faults.ts";

/** A platform, or the page, of which nobody asks whether it works. */
export type Place = Pick<Joining, "platform" | "record"> & {
  readonly health?: PlatformHealth;
  /** @param health hears how the session is from its opening on */
  open(health: PlatformHealth): Promise<Joined>;
};

export type BeginDeps = Pick<ChatDeps, "clock" | "log"> & {
  readonly chats: PlacedChat[];
  /** Names this life of the bot. */
  readonly bootId: string;
  readonly faults: Pick<StartFaults, "note" | "mended">;
  report(line: string): void;
};

const parts = ["cards", "commands"] as const;
const unheard: PlatformHealth = { failed: () => undefined, works: () => undefined };

/** Begins to join a platform; while it is not joined it does nothing of what it is there for, and what is refused is a fault. */
export function beginPlatform(deps: BeginDeps, { health = unheard, ...place }: Place): Join {
  const { faults, bootId } = deps;
  const { platform } = place;
  /** What the session itself does not do is ended by the session alone, and of an old one nothing counts any more. */
  let joining = createHealthSources(health)();

  async function open(): Promise<Joined> {
    const newSource = createHealthSources(health);
    joining = newSource();
    return place.open(newSource());
  }

  function whenNotJoined(error: unknown): void {
    const why = error instanceof UserFacingError ? error : failures.internal(bootId);
    const isRefused = !isPassing(error);
    for (const part of parts) joining.failed(part, why, isRefused ? "refused" : undefined);
    if (isRefused) faults.note(platform, error);
  }

  function whenJoined(): void {
    // What waited is being brought already, and each failure of that is heard again.
    for (const part of parts) joining.works(part);
    faults.mended(platform);
  }

  whenNotJoined(platformFailures.notJoined(platform));
  return beginJoin({ ...deps, ...place, open, whenNotJoined, whenJoined });
}

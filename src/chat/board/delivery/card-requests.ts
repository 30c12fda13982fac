import { abortable } from "../../../core/common/abortable.ts";
import type { Clock } from "../../../core/common/clock.ts";
import type { LaneName } from "../pace/lanes.ts";
import type { Edited, MessageTransport, Showing } from "../message-transport.ts";
import type { Pace } from "../pace/pace.ts";
import type { Asking } from "../pace/queue.ts";
import { RefusedError } from "../refused-error.ts";

export type RequestDeps = {
  readonly transport: MessageTransport;
  readonly clock: Clock;
  readonly pace: Pace;
  /** Aborts what is under way. */
  readonly shutdown: AbortSignal;
};

/** What one card asks of its platform: each request when its turn comes, and with an end. @throws as `Pace.run` */
export type CardRequests = {
  post(showing: Showing, nonce: string): Promise<string>;
  edit(messageId: string, showing: Showing, isOld: boolean): Promise<Edited>;
  find(nonce: string): Promise<readonly string[] | undefined>;
  remove(messageId: string): Promise<void>;
  /** Whether the platform keeps what finds messages back now, and lets others go. */
  isLookLimited(): boolean;
  /** Says that the platform refuses the card in any way. */
  lost(refusal: RefusedError): void;
};

const attemptMs = 20_000;

/** @param signal ends the waiting for a turn */
export function createCardRequests(
  { transport, clock, pace, shutdown }: RequestDeps,
  asking: Omit<Asking, "lane">,
  signal: AbortSignal,
): CardRequests {
  async function run<T>(lane: LaneName, request: (end: AbortSignal) => Promise<T>): Promise<T> {
    return pace.run({ ...asking, lane }, signal, async () => attempt(request));
  }

  async function attempt<T>(request: (end: AbortSignal) => Promise<T>): Promise<T> {
    const end = clock.deadline(attemptMs, shutdown);
    try {
      return await abortable(request(end), end);
    } catch (error) {
      const isHanging = end.aborted && !shutdown.aborted && !(error instanceof RefusedError);
      if (!isHanging) throw error;
      throw new RefusedError(transport.platform, { kind: "away", code: "no_answer", isCertain: false });
    }
  }

  return {
    post: async (showing, nonce) => run("posts", async (end) => transport.post(showing, nonce, end)),
    edit: async (messageId, showing, isOld) =>
      run(isOld ? "oldEdits" : "edits", async (end) => transport.edit(messageId, showing, end)),
    // What asks nothing of the platform waits for no turn.
    find: async (nonce) =>
      transport.isBlind === true ? undefined : run("looks", async (end) => transport.find(nonce, end)),
    remove: async (messageId) => run("looks", async (end) => transport.remove(messageId, end)),
    isLookLimited: () => pace.isLimited("looks"),
    lost: pace.lost,
  };
}

import { createHold, type Hold } from "./hold.ts";
import { createLanes, type LaneName } from "./lanes.ts";
import type { MessageTransport } from "../message-transport.ts";
import type { Asking } from "./queue.ts";
import type { ReportDeps } from "./trouble-report.ts";
import { createVerdict, type Judged, type Verdict, type VerdictDeps } from "./verdict.ts";

export type GateDeps = ReportDeps &
  Pick<VerdictDeps, "isWanted"> & {
    readonly transport: Pick<MessageTransport, "rates">;
    /** Milliseconds that never run back. */
    now(): number;
  };

/** What a platform lets through: its limits, and its refusals. */
export type Gate = Pick<Verdict, "lost"> & {
  /** Until a request of that kind may go, in milliseconds; infinite while one is under way that the others wait for. */
  waitMs(asking: Asking): number;
  /** The same for what refusals alone ask for. */
  heldMs(lane: LaneName): number;
  /** Whether a refusal keeps requests of just that kind back. */
  isLimited(lane: LaneName): boolean;
  /** Whether it is the turn of the card that was refused least: each second try of a platform that refuses all, or all posts or edits. */
  isRound(): boolean;
  begin(asking: Asking): Judged;
  /** Ends the pauses that nobody asked for. */
  cut(): void;
};

export function createGate(deps: GateDeps): Gate {
  const { now, transport } = deps;
  const whole = createHold(now);
  const lanes = createLanes(transport.rates, now);
  const verdict = createVerdict({ ...deps, lanes, whole });

  function begin({ lane, tries }: Asking): Judged {
    const end = lanes.begin(lane);
    const request = verdict.begin(lane, tries);
    function over(): void {
      end();
      request.over();
    }
    return { ...request, over };
  }

  return {
    begin,
    lost: verdict.lost,
    waitMs: (asking) => Math.max(whole.waitMs(), lanes.waitMs(asking)),
    heldMs: (lane) => Math.max(whole.waitMs(), lanes.heldMs(lane)),
    isLimited: (lane) => lanes.heldMs(lane) > 0,
    isRound: () => [whole, lanes.posts.hold, lanes.edits.hold].some(isSecond),
    cut() {
      whole.cut();
      lanes.cut();
    },
  };
}

function isSecond({ failures }: Hold): boolean {
  return failures() > 0 && failures() % 2 === 0;
}

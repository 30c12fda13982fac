import type { Log } from "../../../core/common/log.ts";
import type { PlatformHealth } from "../../platform-health.ts";
import type { Hold } from "./hold.ts";
import type { LaneName } from "./lanes.ts";
import type { MessageTransport } from "../message-transport.ts";
import type { RefusedError } from "../refused-error.ts";

export type ReportDeps = {
  readonly transport: Pick<MessageTransport, "platform" | "explain">;
  readonly log: Log;
  readonly health: PlatformHealth;
};

/** Says what becomes of a platform: to the log at growing intervals, and to who asks whether cards are shown. */
export type TroubleReport = {
  /** @param own the hold of what was refused */
  refused(refusal: RefusedError, whole: Hold, own: Hold): void;
  limited(lane: LaneName | "all", refusal: RefusedError, hold: Hold): void;
  /** A card can't be shown, whatever is left out of it. */
  lost(refusal: RefusedError): void;
  /** @param failures how many refusals in a row have ended */
  answered(failures: number): void;
  took(): void;
};

/** A limit that lasts as long as this is one that people should know of. */
export const lastingMs = 60_000;

/** Whether so many failures in a row are worth a line of the log: the 1st, 2nd, 4th, 8th and so on. */
export function isWorthALine(failures: number): boolean {
  return Number.isInteger(Math.log2(failures));
}

export function createTroubleReport({ transport, log, health }: ReportDeps): TroubleReport {
  const { platform } = transport;

  function tell(refusal: RefusedError): void {
    health.failed("cards", transport.explain(refusal));
  }

  return {
    refused(refusal, whole, own) {
      tell(refusal);
      const failures = Math.max(whole.failures(), own.failures());
      const { kind, code, waitMs: askedMs = 0 } = refusal;
      if (isWorthALine(failures) || askedMs >= lastingMs)
        log.warn("platform takes no cards", {
          platform,
          kind,
          code,
          failures,
          waitMs: Math.max(whole.waitMs(), own.waitMs()),
        });
    },
    limited(lane, refusal, hold) {
      const failures = hold.failures();
      const { kind, code, waitMs: askedMs = 0 } = refusal;
      const isLasting = askedMs >= lastingMs || hold.lastedMs() >= lastingMs;
      if (isLasting && lane !== "looks" && lane !== "oldEdits") tell(refusal);
      if (isWorthALine(failures) || askedMs >= lastingMs)
        log.warn("platform limits cards", { platform, lane, kind, code, failures, waitMs: hold.waitMs() });
    },
    lost: tell,
    answered(failures) {
      if (failures > 0) log.info("platform takes cards again", { platform, failures });
    },
    took: () => health.works("cards"),
  };
}

import type { Invocation } from "../../core/records/invocation.ts";
import { keep } from "../../core/pods/change-pod.ts";
import type { Keeping } from "../../core/records/pod-end.ts";
import type { Pod } from "../../core/records/pod.ts";
import { policyOf, settingsOf } from "../../core/idle/pod-policy.ts";
import type { Settings } from "../../core/records/settings.ts";
import { update } from "../../core/ports/store.ts";
import { nextTimeOfDay } from "../../core/common/time-of-day.ts";
import { answerWords } from "../../core/words/answers.ts";
import { failures } from "../../core/words/errors.ts";
import { announceEnd } from "../../jobs/stop/announce-end.ts";
import type { Command, OptionValues } from "../define.ts";
import { livePod } from "../find-records.ts";
import { answer } from "../reply.ts";
import { placeOf } from "../../core/records/place-of.ts";

const hourMs = 3_600_000;

/** Puts the idle stop off; the end of the pod's maximum lifetime only when an admin says so. */
export const podKeep: Command = {
  path: ["pod", "keep"],
  isUse: true,
  summary: "Keeps an unused pod up for longer",
  options: [
    {
      name: "for",
      summary: "How long, such as 2h",
      type: "duration",
      min: 5 * 60_000,
      max: 72 * hourMs,
      isPositional: true,
    },
    { name: "until", summary: "Until a time of day instead, such as 18:00", type: "clock" },
    {
      name: "beyond-limit",
      summary: "Also beyond its maximum lifetime; for admins",
      type: "boolean",
    },
  ],
  async run({ invocation, options }, context) {
    const { store, clock } = context;
    const pod = await livePod(store, invocation.teamId);
    // What is promised by a wrong time would stand when that is put right.
    if (!clock.isConfirmed()) throw failures.timeUnsure();
    const settings = await settingsOf(context, invocation.teamId);
    const keeping = decideKeeping(pod, { invocation, options, settings, nowMs: clock.now() });
    const stored = await update(store.pods, placeOf(pod), (current) =>
      current.phase === "live" ? keep(current, keeping, clock.now()) : undefined,
    );
    if (stored?.value.phase !== "live") throw failures.podStopping();
    await announceEnd(stored.value, context);
    return answer(invocation, {
      title: answerWords.kept(),
      lines: answerWords.keptText(keeping, policyOf(stored.value, settings)),
      tone: "good",
    });
  },
};

type Wish = {
  readonly invocation: Invocation;
  readonly options: OptionValues;
  readonly settings: Settings;
  readonly nowMs: number;
};

/** @throws UserFacingError when somebody who is no admin wants to go beyond the limit */
function decideKeeping(pod: Pod, { invocation, options, settings, nowMs }: Wish): Keeping {
  const { limitAtMs } = policyOf(pod, settings);
  const wishedMs = untilOf(options, settings, nowMs);
  const isBeyond = options["beyond-limit"] === true;
  if (isBeyond && !invocation.isAdmin) throw failures.notAdmin();
  if (wishedMs <= limitAtMs) return { untilMs: wishedMs };
  return isBeyond ? { untilMs: wishedMs, limitAtMs: wishedMs } : { untilMs: limitAtMs };
}

function untilOf(options: OptionValues, { timeZone }: Settings, nowMs: number): number {
  const { until } = options;
  if (typeof until === "string") {
    if (options["for"] !== undefined) throw failures.forOrUntil();
    return nextTimeOfDay(until, timeZone, nowMs);
  }
  return nowMs + (typeof options["for"] === "number" ? options["for"] : hourMs);
}

// @ts-check

/** @typedef {import("../../../core/records/card.ts").Card} Card */
/** @typedef {import("../../../core/records/card.ts").StepLine} StepLine */

/** Beside the colour, for those who see none. */
export const toneWords = {
  working: "In progress",
  good: "Good",
  warning: "Warning",
  bad: "Failed",
  quiet: "For information",
};

export const stepWords = { done: "done", now: "now", next: "to come", failed: "failed" };

export const connectionWords = { waiting: "Connecting", live: "Live", lost: "Connection lost, trying again" };

export const sentences = {
  noToken: "This page needs the link that labelpod printed at its start: open that link in this browser.",
  notReached:
    "labelpod could not be reached, so nothing was sent: see whether it runs, then send the command again.",
};

const units = /** @type {const} */ ([
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
]);

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const timeOfDay = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const dayAndTime = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

/**
 * "in 14 minutes (16:40)".
 * @param {number} atMs
 * @param {number} nowMs
 */
export function momentText(atMs, nowMs) {
  const awayMs = atMs - nowMs;
  const [unit, unitMs] = units.find(([, ms]) => Math.abs(awayMs) >= ms) ?? units[3];
  return `${relative.format(Math.round(awayMs / unitMs), unit)} (${timeOfDay.format(atMs)})`;
}

/** @param {number} atMs */
export function dateText(atMs) {
  return dayAndTime.format(atMs);
}

/** @param {number} ms */
function durationText(ms) {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  if (minutes < 60) return `${minutes} min`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/**
 * "1 min 10 s of about 4 min".
 * @param {StepLine} step
 */
export function stepTime({ state, elapsedMs, expectedMs }) {
  const expected = `about ${durationText(expectedMs)}`;
  if (state === "next" || (state === "now" && elapsedMs === undefined)) return expected;
  const elapsed = elapsedMs === undefined ? "" : durationText(elapsedMs);
  return state === "now" ? `${elapsed} of ${expected}` : elapsed;
}

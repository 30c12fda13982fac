const dayMs = 86_400_000;

/** A time from its first moment up to the first that is no longer in it. */
export type Period = { readonly fromMs: number; readonly toMs: number };

/** A day as calendars show it; months count from 1. */
type Day = { readonly year: number; readonly month: number; readonly day: number };

/** The day in which it is now, by the clocks of the time zone. @param timeZone IANA name */
export function dayAt(atMs: number, timeZone: string): Period {
  const today = localDay(atMs, timeZone);
  return between(today, plusDays(today, 1), timeZone);
}

/** The week from Monday to Monday, as in ISO 8601. */
export function weekAt(atMs: number, timeZone: string): Period {
  const monday = mondayOf(localDay(atMs, timeZone));
  return between(monday, plusDays(monday, 7), timeZone);
}

export function monthAt(atMs: number, timeZone: string): Period {
  const { year, month } = localDay(atMs, timeZone);
  return between({ year, month, day: 1 }, { year, month: month + 1, day: 1 }, timeZone);
}

/** `2026-11`. */
export function monthName(atMs: number, timeZone: string): string {
  const { year, month } = localDay(atMs, timeZone);
  return `${year}-${twoDigits(month)}`;
}

/** `2026-W48`: the week belongs to the year of its Thursday (ISO 8601). */
export function weekName(atMs: number, timeZone: string): string {
  const thursday = plusDays(mondayOf(localDay(atMs, timeZone)), 3);
  const { year } = thursday;
  const week = 1 + Math.floor((numberOf(thursday) - numberOf({ year, month: 1, day: 1 })) / 7);
  return `${year}-W${twoDigits(week)}`;
}

/** `2026-11-25`, the day of UTC. */
export function utcDayName(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}

/** The day of UTC of this name. */
export function utcDay(name: string): Period {
  const fromMs = Date.parse(`${name}T00:00:00Z`);
  return { fromMs, toMs: fromMs + dayMs };
}

/** How much of the one lies in the other. */
export function overlapMs(a: Period, b: Period): number {
  return Math.max(0, Math.min(a.toMs, b.toMs) - Math.max(a.fromMs, b.fromMs));
}

function between(first: Day, next: Day, timeZone: string): Period {
  return { fromMs: startOf(first, timeZone), toMs: startOf(next, timeZone) };
}

/**
 * The first moment at which clocks show this day. Around a change of the clocks there are two offsets, and midnight may
 * be left out or come twice.
 */
function startOf(day: Day, timeZone: string): number {
  const asUtcMs = numberOf(day) * dayMs;
  const offsets = [asUtcMs - dayMs, asUtcMs + dayMs].map((atMs) => clockAsUtcMs(atMs, timeZone) - atMs);
  const candidates = offsets.map((offsetMs) => asUtcMs - offsetMs).toSorted((a, b) => a - b);
  const first = candidates.find((atMs) => numberOf(localDay(atMs, timeZone)) === numberOf(day));
  return first ?? candidates.at(-1) ?? asUtcMs;
}

function localDay(atMs: number, timeZone: string): Day {
  const shown = new Date(clockAsUtcMs(atMs, timeZone));
  return { year: shown.getUTCFullYear(), month: shown.getUTCMonth() + 1, day: shown.getUTCDate() };
}

/** What clocks of the zone show, as if it were UTC. */
function clockAsUtcMs(atMs: number, timeZone: string): number {
  const digits = {
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  } as const;
  const format = new Intl.DateTimeFormat("en-US", { ...digits, year: "numeric", hourCycle: "h23", timeZone });
  const parts = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]));
  const of = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  return Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
}

function mondayOf(day: Day): Day {
  // 1 January 1970 was a Thursday.
  return plusDays(day, -((numberOf(day) + 3) % 7));
}

function plusDays({ year, month, day }: Day, count: number): Day {
  const moved = new Date(Date.UTC(year, month - 1, day + count));
  return { year: moved.getUTCFullYear(), month: moved.getUTCMonth() + 1, day: moved.getUTCDate() };
}

/** Days since 1970; a thirteenth month is the next January. */
function numberOf({ year, month, day }: Day): number {
  return Date.UTC(year, month - 1, day) / dayMs;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}

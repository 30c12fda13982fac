const minuteMs = 60_000;
const dayMinutes = 24 * 60;

/**
 * The next moment after `nowMs` at which clocks of the time zone show this time of day.
 * @param text `18:00`, 24 hours
 * @param timeZone IANA name
 */
export function nextTimeOfDay(text: string, timeZone: string, nowMs: number): number {
  const [hours = 0, minutes = 0] = text.split(":").map(Number);
  const wanted = hours * 60 + minutes;
  const fromMs = Math.floor(nowMs / minuteMs) * minuteMs;
  const aheadMinutes = modulo(wanted - minuteOfDay(fromMs, timeZone));
  const firstMs = fromMs + (aheadMinutes === 0 ? dayMinutes : aheadMinutes) * minuteMs;
  // Between now and then the clocks may be put forward or back.
  const offMinutes = modulo(minuteOfDay(firstMs, timeZone) - wanted + dayMinutes / 2) - dayMinutes / 2;
  return firstMs - offMinutes * minuteMs;
}

export function isTimeZone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat("en-GB", { timeZone: text }).resolvedOptions().timeZone !== "";
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function minuteOfDay(atMs: number, timeZone: string): number {
  const options = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone } as const;
  const [hours = 0, minutes = 0] = new Intl.DateTimeFormat("en-GB", options)
    .format(atMs)
    .split(":")
    .map(Number);
  return hours * 60 + minutes;
}

function modulo(minutes: number): number {
  return ((minutes % dayMinutes) + dayMinutes) % dayMinutes;
}

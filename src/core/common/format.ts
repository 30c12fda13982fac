const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** The two largest units that matter: `45 s`, `1 min 10 s`, `14 min`, `2 h 5 min`, `3 d 4 h`. */
export function formatDuration(ms: number): string {
  const span = Math.max(0, ms);
  if (span < minuteMs - secondMs / 2) return `${Math.round(span / secondMs)} s`;
  if (span < 10 * minuteMs - secondMs / 2)
    return pair(span, { ms: minuteMs, name: "min" }, { ms: secondMs, name: "s" });
  if (span < hourMs - minuteMs / 2) return `${Math.round(span / minuteMs)} min`;
  if (span < dayMs - minuteMs / 2)
    return pair(span, { ms: hourMs, name: "h" }, { ms: minuteMs, name: "min" });
  return pair(span, { ms: dayMs, name: "d" }, { ms: hourMs, name: "h" });
}

type Unit = { readonly ms: number; readonly name: string };

function pair(ms: number, large: Unit, small: Unit): string {
  const smalls = Math.round(ms / small.ms);
  const perLarge = large.ms / small.ms;
  const rest = smalls % perLarge;
  return `${Math.floor(smalls / perLarge)} ${large.name}${rest === 0 ? "" : ` ${rest} ${small.name}`}`;
}

/** A bar of so many characters; full only at 1, so that 99.9 % does not look like the end. */
export function formatBar(fraction: number, width = 16): string {
  const filled = Math.floor(Math.min(1, Math.max(0, Number.isFinite(fraction) ? fraction : 0)) * width);
  return "█".repeat(filled) + "░".repeat(width - filled);
}

/**
 * `in 14 min (16:40)` or `2 h 5 min ago (14:21)`; more than half a day away with its day.
 * @param timeZone IANA name; absent: the machine's own
 */
export function formatMoment(atMs: number, nowMs: number, timeZone?: string): string {
  const awayMs = Math.abs(atMs - nowMs);
  const isFar = awayMs >= dayMs / 2;
  const options = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone } as const;
  const far = isFar ? ({ day: "numeric", month: "short" } as const) : {};
  const clockText = new Intl.DateTimeFormat("en-GB", { ...options, ...far }).format(atMs);
  if (awayMs < secondMs) return `now (${clockText})`;
  const rough = formatDuration(awayMs);
  return atMs > nowMs ? `in ${rough} (${clockText})` : `${rough} ago (${clockText})`;
}

/** `$0.34`; below a cent to a tenth of one, `$0.004`. */
export function formatUsd(usd: number): string {
  const digits = usd !== 0 && Math.abs(usd) < 0.01 ? 3 : 2;
  return `${usd < 0 ? "−" : ""}$${Math.abs(usd).toFixed(digits)}`;
}

/** Names as a sentence has them: `models`, `models and studies`, `models, studies and access`. */
export function formatList(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`;
}

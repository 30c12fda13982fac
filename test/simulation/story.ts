/** What happened in a world, line by line; kept only where somebody will read it. */
export type Story = {
  readonly isKept: boolean;
  tell(who: string, what: string): void;
  lines(): readonly string[];
};

export function createStory(isKept: boolean, now: () => number): Story {
  const lines: string[] = [];
  return {
    isKept,
    tell(who, what) {
      if (isKept) lines.push(`${formatMoment(now())}  ${who.padEnd(9)} ${what}`);
    },
    lines: () => lines,
  };
}

/** The day from 1 on, and the time. */
export function formatMoment(atMs: number): string {
  const day = Math.floor((atMs - worldStartMs) / 86_400_000) + 1;
  return `day ${day} ${new Date(atMs).toISOString().slice(11, 19)}`;
}

/** A Monday. */
export const worldStartMs = Date.UTC(2026, 0, 5);

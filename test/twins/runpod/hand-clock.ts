/** Time that passes as told. */
export function handClock(): { nowMs: number; now(): number; sleep(): Promise<void> } {
  return {
    nowMs: Date.UTC(2026, 9, 5),
    now() {
      return this.nowMs;
    },
    sleep: () => Promise.resolve(),
  };
}

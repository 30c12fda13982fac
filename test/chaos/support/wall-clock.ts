/** The time of this process, for the bot in it, the bot's queue and the twins alike, as a machine's clock that is set. */
export type WallClock = Disposable & { forward(byMs: number): void };

export function openWallClock(): WallClock {
  const { now } = Date;
  let aheadMs = 0;
  Date.now = () => now() + aheadMs;
  return {
    forward(byMs) {
      aheadMs += byMs;
    },
    [Symbol.dispose]() {
      Date.now = now;
    },
  };
}

/** Bugs of how the bot takes the time, to be planted as those of `plants.ts`. */
export const clockPlants = [
  {
    name: "follow-the-wall",
    what: "a clock that was set is believed at once",
    file: "src/core/common/true-time.ts",
    text: "nowMs: () => look() + belief.offsetMs,",
    bug: "nowMs: () => look(),",
  },
  {
    name: "deaf-to-the-provider",
    what: "after a jump the stopwatch counts as confirmed, whatever the provider's answers say",
    file: "src/core/common/time-belief.ts",
    text: "const agreed = [offsetMs, ...(isSure ? [] : [sureOffsetMs])].find(isNear);",
    bug: "void sureOffsetMs, isSure; const agreed: number | undefined = offsetMs;",
  },
  {
    name: "trust-the-first-clock",
    what: "a clock that is wrong at the start is believed before anybody has told the time",
    file: "src/core/common/time-belief.ts",
    text: "sureOffsetMs: 0, isSure: !isChecked };\n}\n\n/** After a jump",
    bug: "sureOffsetMs: 0, isSure: true };\n}\n\n/** After a jump",
  },
  {
    name: "wait-by-the-old-clock",
    what: "what waits by a clock that was put back goes on to wait by it",
    file: "src/simulated/queue.ts",
    text: "if (isTooFar) table.promote();\n      else if (isAsBefore",
    bug: "void isTooFar; if (isAsBefore",
  },
] as const;

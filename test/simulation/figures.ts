/** What must not happen in any world. */
export type Wrongs = {
  overBound: number;
  stoppedInUse: number;
  duplicatePods: number;
  lostCommands: number;
  unansweredCommands: number;
  alarmsMissed: number;
  lostWork: number;
  unknownPods: number;
  wrongBooks: number;
  /** Records that went another way than the code names, or would be lost when they are read again. */
  wrongRecords: number;
  /** Pods that are up and charged for while their records say that they are stopped or gone. */
  falselyEnded: number;
};

export type WrongName = keyof Wrongs;

/** The parts of the longest time for which a pod may be up unattended, in minutes. */
export type Bound = {
  readonly idle: number;
  readonly grace: number;
  /** Of the bot and of the watchdog, which looks as often. */
  readonly sweep: number;
  readonly lease: number;
  readonly longestOutage: number;
};

export type Figures = Wrongs & {
  days: number;
  /** Runs of pods, from a start to the next stop. */
  pods: number;
  commands: number;
  faults: number;
  maxUnattendedMinutes: number;
  bound: Bound;
};

export const wrongNames: readonly WrongName[] = [
  "overBound",
  "stoppedInUse",
  "duplicatePods",
  "lostCommands",
  "unansweredCommands",
  "alarmsMissed",
  "lostWork",
  "unknownPods",
  "wrongBooks",
  "wrongRecords",
  "falselyEnded",
];

export function emptyFigures(): Figures {
  return {
    days: 0,
    pods: 0,
    commands: 0,
    faults: 0,
    maxUnattendedMinutes: 0,
    bound: { idle: 0, grace: 0, sweep: 0, lease: 0, longestOutage: 0 },
    overBound: 0,
    stoppedInUse: 0,
    duplicatePods: 0,
    lostCommands: 0,
    unansweredCommands: 0,
    alarmsMissed: 0,
    lostWork: 0,
    unknownPods: 0,
    wrongBooks: 0,
    wrongRecords: 0,
    falselyEnded: 0,
  };
}

export function addFigures(all: Figures, more: Figures): Figures {
  const sum = { ...all };
  for (const name of ["days", "pods", "commands", "faults", ...wrongNames] as const) sum[name] += more[name];
  sum.maxUnattendedMinutes = Math.max(all.maxUnattendedMinutes, more.maxUnattendedMinutes);
  sum.bound = boundMinutes(more.bound) > boundMinutes(all.bound) ? more.bound : all.bound;
  return sum;
}

export function boundMinutes({ idle, grace, sweep, lease, longestOutage }: Bound): number {
  return round(idle + grace + sweep + lease + longestOutage);
}

export function wrongsIn(figures: Figures): readonly WrongName[] {
  return wrongNames.filter((name) => figures[name] > 0);
}

export function round(minutes: number): number {
  return Math.round(minutes * 100) / 100;
}

/** The last line, for whoever reads it by machine. */
export function toJson(figures: Figures): string {
  const { days, pods, commands, faults, maxUnattendedMinutes, bound } = figures;
  const wrongs = Object.fromEntries(wrongNames.map((name) => [name, figures[name]]));
  return JSON.stringify({
    days,
    pods,
    commands,
    faults,
    maxUnattendedMinutes: round(maxUnattendedMinutes),
    bound: Object.fromEntries(Object.entries(bound).map(([name, minutes]) => [name, round(minutes)])),
    boundMinutes: boundMinutes(bound),
    ...wrongs,
  });
}

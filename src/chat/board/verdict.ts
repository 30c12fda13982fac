import type { Hold } from "./hold.ts";
import type { LaneName, Lanes } from "./lanes.ts";
import { RefusedError } from "./refused-error.ts";
import type { Tries } from "./tries.ts";
import { createTroubleReport, lastingMs, type ReportDeps, type TroubleReport } from "./trouble-report.ts";

export type VerdictDeps = ReportDeps & {
  readonly lanes: Lanes;
  /** Keeps all lanes back. */
  readonly whole: Hold;
  /** Whether a card waits for a turn in that lane. */
  isWanted(lane: LaneName): boolean;
};

/** One request that goes out, whose outcome says how the next may go. */
export type Judged = { answered(): void; failed(error: unknown): void; over(): void };

/** What a refusal says: the platform answers looks, or judges contents; it limits requests of that kind, or refuses all. */
type Meaning = "look" | "content" | "limit" | "refuse";

type Judge = Omit<VerdictDeps, keyof ReportDeps> & {
  readonly report: TroubleReport;
  /** How many cards the platform has taken. */
  taken: number;
  /** Whether anything but looks was refused since it took or judged one. */
  isRefused: boolean;
};

export function createVerdict(deps: VerdictDeps): { begin(lane: LaneName, tries: Tries): Judged } {
  const { lanes, whole, isWanted } = deps;
  const judge: Judge = {
    lanes,
    whole,
    isWanted,
    report: createTroubleReport(deps),
    taken: 0,
    isRefused: false,
  };
  return { begin: (lane, tries) => begin(judge, lane, tries) };
}

function begin(judge: Judge, lane: LaneName, tries: Tries): Judged {
  const { lanes, whole, report } = judge;
  const ofAll = whole.begin();
  const inLanes = lanes.namesOf(lane).map((name) => ({ name, request: lanes[name].hold.begin() }));

  function answerLanes(): void {
    for (const { request } of inLanes) request.answered();
  }

  function answerAll(): void {
    answerLanes();
    report.answered(ofAll.answered());
  }

  function limit(refusal: RefusedError): void {
    if (lane !== "looks") judge.isRefused = true;
    const name = limitedBy(lane, refusal);
    const request = inLanes.find((one) => one.name === name)?.request ?? lanes[name].hold.begin();
    if (request.refused(refusal.waitMs)) report.limited(name, refusal, lanes[name].hold);
    request.over();
  }

  function refuse(refusal: RefusedError): void {
    if (lane !== "looks" && isOwn(judge, tries, refusal)) return;
    if (ofAll.refused(refusal.waitMs)) report.refused(refusal, whole);
  }

  function over(): void {
    ofAll.over();
    for (const { request } of inLanes) request.over();
  }

  const answers = createAnswers(judge, { lanes: answerLanes, all: answerAll });
  const acts = { ...answers, limit, refuse };
  return {
    over,
    answered() {
      if (lane === "looks") answers.look();
      else take(judge, tries, answerAll);
    },
    failed(error) {
      if (error instanceof RefusedError) acts[meaningOf(lane, error)](error);
    },
  };
}

/** Whether a refusal of a card says nothing of the platform. */
function isOwn(judge: Judge, tries: Tries, { kind }: RefusedError): boolean {
  tries.refused(kind, judge.taken);
  if (!tries.isOwn()) judge.isRefused = true;
  return tries.isOwn();
}

/** What is answered without a card being taken. */
function createAnswers(
  judge: Judge,
  answer: { lanes(): void; all(): void },
): Readonly<Record<"look" | "content", () => void>> {
  function answered(): void {
    answer.all();
    if (judge.whole.failures() === 0 && !isAnyLimited(judge)) judge.report.mended();
  }

  return {
    look() {
      // Where a card was refused, that a channel can be read says nothing about writing there.
      if (judge.isRefused) answer.lanes();
      else answered();
    },
    content() {
      judge.isRefused = false;
      answered();
    },
  };
}

function take(judge: Judge, tries: Tries, answerAll: () => void): void {
  answerAll();
  judge.taken += 1;
  judge.isRefused = false;
  tries.taken();
  if (!isAnyLimited(judge)) judge.report.took();
}

function isAnyLimited(judge: Judge): boolean {
  return isLimited(judge, "posts") || isLimited(judge, "edits");
}

/** Somebody waits for what the platform has not let go for long: requests of other kinds say nothing about that. */
function isLimited({ lanes, isWanted }: Judge, lane: "posts" | "edits"): boolean {
  const { hold } = lanes[lane];
  return isWanted(lane) && hold.failures() > 0 && Math.max(hold.lastedMs(), hold.waitMs()) >= lastingMs;
}

function meaningOf(lane: LaneName, { kind }: RefusedError): Meaning {
  switch (kind) {
    case "busy":
    case "old-edits":
      return "limit";
    case "content":
      return lane === "looks" ? "look" : "content";
    case "rights":
    case "unexpected":
      return lane === "looks" ? "look" : "refuse";
    case "away":
    case "token":
    case "channel":
      return "refuse";
  }
}

/** A platform that limits old edits takes others. */
function limitedBy(lane: LaneName, { kind }: RefusedError): LaneName {
  const isEdit = lane === "edits" || lane === "oldEdits";
  if (isEdit) return kind === "old-edits" ? "oldEdits" : "edits";
  return lane;
}

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

/** What a refusal says: the platform answers requests of that kind, or all; it limits that kind, or refuses all. */
type Meaning = "lane" | "all" | "limit" | "refuse";

type Judge = Omit<VerdictDeps, keyof ReportDeps> & {
  readonly report: TroubleReport;
  /** How many cards the platform has taken. */
  taken: number;
};

export function createVerdict(deps: VerdictDeps): { begin(lane: LaneName, tries: Tries): Judged } {
  const { lanes, whole, isWanted } = deps;
  const judge: Judge = { lanes, whole, isWanted, report: createTroubleReport(deps), taken: 0 };
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
    const name = limitedBy(lane, refusal);
    const request = inLanes.find((one) => one.name === name)?.request ?? lanes[name].hold.begin();
    if (request.refused(refusal.waitMs)) report.limited(name, refusal, lanes[name].hold);
    request.over();
  }

  function refuse(refusal: RefusedError): void {
    tries.refused(refusal.kind, judge.taken);
    if (!tries.isOwn() && ofAll.refused(refusal.waitMs)) report.refused(refusal, whole);
  }

  function over(): void {
    ofAll.over();
    for (const { request } of inLanes) request.over();
  }

  const acts = { lane: answerLanes, all: answerAll, limit, refuse };
  return {
    over,
    answered() {
      // That a channel can be read says nothing about writing there.
      if (lane === "looks") answerLanes();
      else take(judge, tries, answerAll);
    },
    failed(error) {
      if (error instanceof RefusedError) acts[meaningOf(lane, error)](error);
    },
  };
}

function take(judge: Judge, tries: Tries, answerAll: () => void): void {
  answerAll();
  judge.taken += 1;
  tries.taken();
  if (!isLimited(judge, "posts") && !isLimited(judge, "edits")) judge.report.took();
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
      return lane === "looks" ? "lane" : "all";
    case "rights":
    case "unexpected":
      return lane === "looks" ? "lane" : "refuse";
    case "away":
    case "token":
    case "channel":
      // Posts can be taken where looks are not, and only a post says whether they are.
      return lane === "looks" ? "limit" : "refuse";
  }
}

/** A platform that limits old edits takes others. */
function limitedBy(lane: LaneName, { kind }: RefusedError): LaneName {
  const isEdit = lane === "edits" || lane === "oldEdits";
  if (isEdit) return kind === "old-edits" ? "oldEdits" : "edits";
  return lane;
}

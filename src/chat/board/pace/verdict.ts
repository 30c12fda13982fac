import type { HeldRequest, Hold } from "./hold.ts";
import type { LaneName, Lanes } from "./lanes.ts";
import { RefusedError } from "../refused-error.ts";
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

/** What a refusal says: the platform answers requests of that kind, or all; it limits that kind, or refuses. */
type Meaning = "lane" | "all" | "limit" | "refuse";

type Judge = Omit<VerdictDeps, keyof ReportDeps> & {
  readonly report: TroubleReport;
  /** How many posts, and how many edits, the platform has taken. */
  readonly taken: Record<LaneName, number>;
  /** The lanes whose latest refusals say that the platform takes nothing there. */
  readonly refusing: Set<LaneName>;
  /** Whether a card was refused in any way since the platform took one. */
  hasLost: boolean;
};

export type Verdict = {
  begin(lane: LaneName, tries: Tries): Judged;
  /** Hears that a card can't be shown in any way: a trouble until the platform takes one. */
  lost(refusal: RefusedError): void;
};

export function createVerdict(deps: VerdictDeps): Verdict {
  const { lanes, whole, isWanted } = deps;
  const taken = { posts: 0, edits: 0, oldEdits: 0, looks: 0 };
  const refusing = new Set<LaneName>();
  const report = createTroubleReport(deps);
  const judge: Judge = { lanes, whole, isWanted, report, taken, refusing, hasLost: false };
  return {
    begin: (lane, tries) => begin(judge, lane, tries),
    lost(refusal) {
      judge.hasLost = true;
      report.lost(refusal);
    },
  };
}

function begin(judge: Judge, lane: LaneName, tries: Tries): Judged {
  const rows = beginRows(judge, lane);
  const refusals = createRefusals(judge, rows, tries);

  function answerAll(): void {
    const ended = Math.max(rows.answerLanes(), rows.ofAll.answered());
    if (isTroubled(judge)) return;
    judge.refusing.clear();
    judge.report.answered(ended);
  }

  /** A platform that reads cards and refuses what they say is there, unless it refuses them all. */
  function answerContent(): void {
    answerAll();
    if (!judge.hasLost && !isTroubled(judge)) judge.report.took();
  }

  function take(): void {
    answerAll();
    for (const { name } of rows.inLanes) judge.taken[name] += 1;
    tries.taken();
    judge.hasLost = false;
    if (!isTroubled(judge)) judge.report.took();
  }

  const acts = { lane: rows.answerLanes, all: answerContent, ...refusals };
  return {
    over: rows.over,
    // That a channel can be read says nothing about writing there.
    answered: lane === "looks" ? rows.answerLanes : take,
    failed(error) {
      if (error instanceof RefusedError) acts[meaningOf(lane, error)](error);
    },
  };
}

/** What one request adds to or ends: the refusals of all requests, and those of each lane that it belongs to. */
type Rows = {
  readonly lane: LaneName;
  readonly ofAll: HeldRequest;
  readonly inLanes: readonly { readonly name: LaneName; readonly request: HeldRequest }[];
  /** Returns how many refusals in a row have ended by which the platform took nothing there. */
  answerLanes(): number;
  over(): void;
};

function beginRows({ lanes, whole, refusing }: Judge, lane: LaneName): Rows {
  const ofAll = whole.begin();
  const inLanes = lanes.namesOf(lane).map((name) => ({ name, request: lanes[name].hold.begin() }));
  return {
    lane,
    ofAll,
    inLanes,
    answerLanes() {
      const ended = inLanes.map(({ name, request }) => {
        const failures = request.answered();
        return lanes[name].hold.failures() === 0 && refusing.delete(name) ? failures : 0;
      });
      return Math.max(...ended);
    },
    over() {
      ofAll.over();
      for (const { request } of inLanes) request.over();
    },
  };
}

type Refusals = Record<"limit" | "refuse", (refusal: RefusedError) => void>;

/** Each ends the request before it is reported, so that the report knows the pause. */
function createRefusals(judge: Judge, { lane, ofAll, inLanes, over }: Rows, tries: Tries): Refusals {
  const { lanes, whole, report } = judge;

  function limitLane(refusal: RefusedError): void {
    const name = limitedBy(lane, refusal);
    const request = inLanes.find((one) => one.name === name)?.request ?? lanes[name].hold.begin();
    const counts = request.refused(refusal.waitMs);
    request.over();
    if (counts) report.limited(name, refusal, lanes[name].hold);
  }

  function limitAll(refusal: RefusedError): void {
    const counts = ofAll.refused(refusal.waitMs);
    over();
    if (counts) report.limited("all", refusal, whole);
  }

  function refuse(refusal: RefusedError): void {
    tries.refused(refusal.kind, judge.taken[lane]);
    if (tries.isOwn()) return;
    // What it takes of another kind ends the pause of all, and not the one of these.
    for (const { name, request } of inLanes) if (request.refused(undefined)) judge.refusing.add(name);
    const counts = ofAll.refused(refusal.waitMs);
    over();
    if (counts) report.refused(refusal, whole, lanes[lane].hold);
  }

  return {
    refuse,
    limit(refusal) {
      if (refusal.isGlobal) limitAll(refusal);
      else limitLane(refusal);
    },
  };
}

/** Somebody waits for what the platform refuses, or has not let go for long: requests of other kinds say nothing about that. */
function isTroubled({ lanes, isWanted, refusing }: Judge): boolean {
  return (["posts", "edits"] as const).some((name) => {
    const { hold } = lanes[name];
    const isLasting = refusing.has(name) || Math.max(hold.lastedMs(), hold.waitMs()) >= lastingMs;
    // A card that has news leaves the queue for a moment, and comes back.
    return hold.failures() > 0 && isLasting && (hold.waitMs() > 0 || isWanted(name));
  });
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

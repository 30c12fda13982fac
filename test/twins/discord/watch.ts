import type { Refusal, SeenRequest } from "./gate.ts";

export type Matches = (request: SeenRequest) => boolean;

/** Remembers what the bot asked, and lets others wait for what it will ask. */
export type Watch = {
  readonly requests: readonly SeenRequest[];
  readonly violations: readonly string[];
  see(request: SeenRequest): Refusal | undefined;
  request(matches: Matches): Promise<SeenRequest>;
  /** Answers what matches with this, until the returned function is called. */
  refuse(matches: Matches, refusal: Refusal): () => void;
  /** Lets each request be judged by this, until the returned function is called. */
  judge(judge: (request: SeenRequest) => Refusal | undefined): () => void;
};

export function createWatch(check: (request: SeenRequest) => readonly string[]): Watch {
  const requests: SeenRequest[] = [];
  const violations: string[] = [];
  const waiting = new Set<{ readonly matches: Matches; resolve(request: SeenRequest): void }>();
  const judges = new Set<(request: SeenRequest) => Refusal | undefined>();

  function see(seen: SeenRequest): Refusal | undefined {
    requests.push(seen);
    for (const each of waiting) {
      if (!each.matches(seen)) continue;
      waiting.delete(each);
      each.resolve(seen);
    }
    violations.push(...check(seen));
    for (const ask of judges) {
      const refusal = ask(seen);
      if (refusal !== undefined) return refusal;
    }
    return refusalOf(seen);
  }

  async function request(matches: Matches): Promise<SeenRequest> {
    const { promise, resolve } = Promise.withResolvers<SeenRequest>();
    const found = requests.find((each) => matches(each));
    if (found === undefined) waiting.add({ matches, resolve });
    return found ?? promise;
  }

  function judge(one: (request: SeenRequest) => Refusal | undefined): () => void {
    judges.add(one);
    return () => judges.delete(one);
  }

  return {
    requests,
    violations,
    see,
    request,
    judge,
    refuse: (matches, refusal) => judge((seen) => (matches(seen) ? refusal : undefined)),
  };
}

/** The digital twin takes any token; interactions carry one of their own in the path. */
function refusalOf({ path, isAuthorised }: SeenRequest): Refusal | undefined {
  const isOpen = path.startsWith("/interactions/") || path.startsWith("/webhooks/");
  return isAuthorised || isOpen ? undefined : { status: 401, code: 0 };
}

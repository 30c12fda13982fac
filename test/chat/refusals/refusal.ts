import { type Answer, type Ask, bodyMark, type Channel, type Fault } from "./platform-server.ts";

/**
 * In what a platform is refusing: a first post; an edit of a card; its end; the same of a card that is over an hour old.
 */
export type Situation = "post" | "edit" | "end" | "old";

export type FaultAt = {
  readonly ask: Ask;
  readonly channel: Channel;
  readonly leftMs: number;
  readonly nowMs: number;
};

/** One way in which a platform says no, or nothing. */
export type Refusal = {
  /** In words for people, such as "401". */
  readonly answers: string;
  /** So many times, or for an hour. */
  readonly lasts: 1 | 2 | "an hour";
  readonly situations: readonly Situation[];
  /** What a request meets while it lasts; undefined where it is carried out. */
  fault(at: FaultAt): Fault | undefined;
  /** What reading the channel meets for an hour; absent where only what is to last meets it. */
  readonly reads?: Fault;
  /** Whether a message that nobody can know of may stay beside that of the card. */
  readonly leavesOne?: true;
};

export const everywhere: readonly Situation[] = ["post", "edit", "end"];
export const onMessages: readonly Situation[] = ["edit", "end"];

/** A page of the network before the platform, with all that should not be in a log. */
export function page(status: number, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    status,
    headers: { "content-type": "text/html", ...headers },
    body: `<html><body>${bodyMark} https://gate.example/?key=secret</body></html>`,
  };
}

/** 2 MB in which no line ends. */
export const hugePage: Answer = { ...page(200), body: `<html>${bodyMark.repeat(180_000)}</html>` };

/** A person deletes the message just before it is edited. */
function deleteFirst({ ask, channel }: FaultAt): undefined {
  if (ask.kind === "edit" && ask.messageId !== undefined) channel.deleteByHand(ask.messageId);
}

/** At the first request, whatever it is about. */
export function once(answers: string, fault: Fault): Refusal {
  return { answers, lasts: 1, situations: everywhere, fault: () => fault };
}

/** At each request for an hour. */
export function hour(answers: string, fault: Fault): Refusal {
  return { answers, lasts: "an hour", situations: everywhere, fault: () => fault };
}

/** That somebody has deleted the message. */
export function deleted(answers: string): Omit<Refusal, "lasts"> {
  return { answers, situations: onMessages, fault: deleteFirst };
}

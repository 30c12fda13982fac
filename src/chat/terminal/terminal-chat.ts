import { isDeepStrictEqual } from "node:util";
import { createBoundedMap } from "../../core/common/bounded-map.ts";
import type { Card, StepLine } from "../../core/records/card.ts";
import type { Chat } from "../../core/ports/chat.ts";

/** Cards in a terminal, and somebody who waits for one to come to its end. */
export type TerminalChat = Chat & {
  /** Resolves with the card of this key when its work is over. */
  whenOver(key: string, signal: AbortSignal): Promise<Card>;
};

type Options = {
  /** Draws a whole card; a terminal draws the same card in place. */
  draw(card: Card): void;
  /** Where lines can't be drawn over: writes a step that has news, instead of the whole card again. */
  writeStep?(step: StepLine): void;
};

/** One that was shown before so many others would be drawn whole again. */
const mostCards = 500;

/** A card that is shown again unchanged is not drawn; with `writeStep` one is drawn whole only for another sentence or epoch. */
export function createTerminalChat({ draw, writeStep }: Options): TerminalChat {
  const latest = createBoundedMap<string, Card>(mostCards);
  const waiting = new Set<() => void>();

  function show(card: Card): Promise<void> {
    const before = latest.get(card.key);
    latest.set(card.key, card);
    if (isDeepStrictEqual(before, card)) return Promise.resolve();
    if (writeStep === undefined || before === undefined || outline(before) !== outline(card)) draw(card);
    else for (const step of news(before, card)) writeStep(step);
    for (const look of waiting) look();
    return Promise.resolve();
  }

  function whenOver(key: string, signal: AbortSignal): Promise<Card> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const card = latest.get(key);
        if (card === undefined || card.outcome === "open") return;
        end();
        resolve(card);
      };
      const abort = (): void => {
        end();
        reject(signal.reason);
      };
      const end = (): void => {
        waiting.delete(look);
        signal.removeEventListener("abort", abort);
      };
      waiting.add(look);
      signal.addEventListener("abort", abort, { once: true });
      if (signal.aborted) abort();
      else look();
    });
  }

  return { show, whenOver };
}

/** What makes a card worth another block of lines: neither the seconds that pass nor its steps. */
function outline(card: Card): string {
  const fields = card.fields?.filter((field) => field.name !== "Elapsed" && field.name !== "Loss");
  return JSON.stringify([card.title, card.lines, fields, card.steps === undefined]);
}

/** Steps that ended, and the one under way when it has come to another part of its work; not its figures. */
function news(before: Card, after: Card): readonly StepLine[] {
  const told = new Set(before.steps?.map(stage));
  return (after.steps ?? []).filter(
    (step) => !told.has(stage(step)) && (step.state === "done" || isPart(step)),
  );
}

function isPart({ state, title }: StepLine): boolean {
  return state === "now" && title.endsWith(")");
}

function stage({ state, title }: StepLine): string {
  return `${state} ${title.replaceAll(/\d+/gu, "")}`;
}

import { ConfigError } from "../config/read-config.ts";
import { guardianCard } from "../core/cards/guardian-card.ts";
import { describeError, UserFacingError } from "../core/common/errors.ts";
import type { Log } from "../core/common/log.ts";
import type { Chat } from "../core/ports/chat.ts";
import type { TeamId } from "../core/records/ids.ts";
import { failures } from "../core/words/errors.ts";
import { guardianWords } from "../core/words/guardian.ts";

/** What does not work since the start, by the name of the part. */
export type StartFaults = {
  note(part: string, error: unknown): void;
  mended(part: string): void;
  isAny(): boolean;
  /** From now on they are told, wherever something works. */
  tell(): void;
  /** @throws all of them */
  raise(): never;
};

type Deps = {
  readonly teamId: TeamId;
  readonly bootId: string;
  readonly chat: Pick<Chat, "show">;
  readonly log: Log;
  report(line: string): void;
};

export function createStartFaults({ teamId, bootId, chat, log, report }: Deps): StartFaults {
  const errors = new Map<string, unknown>();
  let isTelling = false;

  function show(): void {
    const sentences = [...errors.values()].flatMap((error) => sentencesOf(error, bootId));
    chat
      .show(guardianCard({ teamId, bootId, sentences }))
      .catch((error: unknown) => log.warn("the faults of the start are not shown", describeError(error)));
  }

  function tell(part: string): void {
    const error = errors.get(part);
    log.error("a part does not work, and the bot goes on", { part, ...describeError(error) });
    for (const sentence of sentencesOf(error, bootId)) report(guardianWords.report(sentence));
  }

  return {
    note(part, error) {
      const isNew = !errors.has(part);
      errors.set(part, error);
      if (!isTelling || !isNew) return;
      tell(part);
      show();
    },
    mended(part) {
      if (errors.delete(part) && isTelling) show();
    },
    isAny: () => errors.size > 0,
    tell() {
      isTelling = true;
      if (errors.size === 0) return;
      for (const part of errors.keys()) tell(part);
      show();
    },
    raise: () => raise([...errors.values()]),
  };
}

/** One keeps its own name, and of what is not for people the first is thrown as it is. */
function raise(errors: readonly unknown[]): never {
  const sentences = errors.flatMap((error) => {
    if (!isForPeople(error) || errors.length === 1) throw error;
    return sentencesOf(error, "");
  });
  throw new ConfigError(sentences);
}

function isForPeople(error: unknown): boolean {
  return error instanceof UserFacingError || error instanceof ConfigError;
}

function sentencesOf(error: unknown, bootId: string): readonly string[] {
  if (error instanceof ConfigError) return error.faults;
  return [(error instanceof UserFacingError ? error : failures.internal(bootId)).userMessage];
}

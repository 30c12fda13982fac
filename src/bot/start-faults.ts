import { ConfigError } from "../config/read-config.ts";
import { describeError, UserFacingError } from "../core/common/errors.ts";
import type { Platform } from "../core/records/text.ts";
import { failures } from "../core/words/errors.ts";
import { guardianWords } from "../core/words/guardian.ts";
import { createFaultsMessage, type FaultsMessageDeps } from "./faults-message.ts";

/** What may be wrong with a bot that starts; `web` is the page. */
export type FaultyPart = "settings" | Platform;

/** What does not work since the start. */
export type StartFaults = {
  note(part: FaultyPart, error: unknown): void;
  mended(part: FaultyPart): void;
  /** Whether somebody has to do something before this one works. */
  isFaulty(part: FaultyPart): boolean;
  isAny(): boolean;
  /** Whether a start with nothing up ends by them; a chat platform that works carries one that is refused. */
  endStart(isAnyJoined: boolean): boolean;
  /** From now on those of settings and page are told, wherever something works; what an earlier life has told is over then, or gone on with. */
  tell(): void;
  /** @throws all of them */
  raise(): never;
};

type Deps = FaultsMessageDeps & { report(line: string): void };

export function createStartFaults(deps: Deps): StartFaults {
  const { bootId, log, report } = deps;
  const errors = new Map<FaultyPart, unknown>();
  const message = createFaultsMessage(deps);
  let isTelling = false;

  function show(): void {
    message.show(
      [...errors].flatMap(([part, error]) => (isOfPlatform(part) ? [] : sentencesOf(error, bootId))),
    );
  }

  /** Those of a chat platform are told by whoever watches the platforms. */
  function tell(part: FaultyPart): void {
    const error = errors.get(part);
    log.error("a part does not work, and the bot goes on", { part, ...describeError(error) });
    if (isOfPlatform(part)) return;
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
    isFaulty: (part) => errors.has(part),
    isAny: () => errors.size > 0,
    endStart: (isAnyJoined) => errors.size > 0 && !(isAnyJoined && [...errors.keys()].every(isOfPlatform)),
    tell() {
      isTelling = true;
      for (const part of errors.keys()) tell(part);
      show();
    },
    raise: () => raise(inOrder.flatMap((part) => (errors.has(part) ? [errors.get(part)] : []))),
  };
}

/** Which of them is heard of first is chance. */
const inOrder: readonly FaultyPart[] = ["settings", "web", "discord", "slack"];

function isOfPlatform(part: FaultyPart): boolean {
  return part === "discord" || part === "slack";
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

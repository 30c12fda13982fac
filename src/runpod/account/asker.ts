import { describeError } from "../../core/common/errors.ts";
import type { Clock } from "../../core/common/clock.ts";
import type { Log } from "../../core/common/log.ts";
import type { Asker } from "../../core/ports/provider.ts";
import type { RunpodGraphql } from "../graphql/graphql.ts";

type Deps = {
  readonly apiKey: { reveal(): string };
  readonly graphql: Pick<RunpodGraphql, "accountId">;
  /** Makes a text into a mark that tells nothing of it. */
  mark(text: string): string;
  readonly clock: Clock;
  readonly log: Log;
};

/** It is asked beside the list of pods, which must not wait for it. */
const askMs = 3_000;
const againMs = 10 * 60_000;

/** Whose pods are asked for, by the key itself and by GraphQL, which is asked until it has answered once. */
export function createRunpodAsker({ apiKey, graphql, mark, clock, log }: Deps): Asker {
  let account: string | undefined;
  let askedAtMs: number | undefined;

  async function ask(signal: AbortSignal): Promise<void> {
    askedAtMs = clock.now();
    try {
      account = mark(await graphql.accountId(clock.deadline(askMs, signal)));
    } catch (error) {
      signal.throwIfAborted();
      log.info("RunPod does not tell whose the API key is", describeError(error));
    }
  }

  return {
    key: mark(apiKey.reveal()),
    async account(signal) {
      const sinceMs = clock.now() - (askedAtMs ?? 0);
      const isDue = askedAtMs === undefined || sinceMs < 0 || sinceMs >= againMs;
      if (account === undefined && isDue) await ask(signal);
      return account;
    },
  };
}

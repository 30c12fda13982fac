import type { Log } from "../../core/common/log.ts";
import type { PlatformHealth } from "../platform-health.ts";
import { type HomeState, newsOfHome } from "./home.ts";

export type HomeNews = {
  /** Says what is new of the team's channel; returns whether it is well again. */
  say(state: HomeState): boolean;
};

/** Where no command can be given either. */
const silent: ReadonlySet<string> = new Set(["no-server", "away"]);

/** Says each state of the channel once; it is well at first. */
export function createHomeNews({ health, log }: { health: PlatformHealth; log: Log }): HomeNews {
  let before: HomeState = { kind: "well" };

  return {
    say(state) {
      const [last, isNew] = [before, describe(state) !== describe(before)];
      before = state;
      if (!isNew) return false;
      if (silent.has(last.kind) && !silent.has(state.kind)) health.works("commands");
      const fault = newsOfHome(state);
      if (fault === undefined) {
        log.info("discord has the bot's channel as it is needed again");
        health.works("cards");
        return true;
      }
      log.warn("discord has not the bot's channel as it is needed", { state: state.kind });
      health.failed("cards", fault);
      if (silent.has(state.kind)) health.failed("commands", fault);
      return false;
    },
  };
}

function describe(state: HomeState): string {
  return state.kind === "no-rights" ? `${state.kind} ${state.missing.join()}` : state.kind;
}

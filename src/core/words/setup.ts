import { UserFacingError } from "../common/errors.ts";

/** What can go wrong with the data folder; its path is the reader's own. */
export const setupFailures = {
  homeNotMade: (home: string, cause: unknown) =>
    new UserFacingError(
      "home-not-made",
      `The data folder ${home} could not be made or read: set LABELPOD_HOME to a folder that you may write.`,
      { cause },
    ),
  homeNotPrivate: (home: string) =>
    new UserFacingError(
      "home-not-private",
      `Others can write to the data folder ${home}: make it yours alone with chown and chmod 700, or set LABELPOD_HOME to another.`,
    ),
  settingsWrong: () =>
    new UserFacingError(
      "settings-wrong",
      "labelpod only looks after its pods now and starts none, because its settings are not right: correct them, then start labelpod again.",
    ),
  brokenFile: (file: string) =>
    new UserFacingError(
      "broken-file",
      `The file ${file} does not hold what labelpod wrote there: put it back from a copy, or remove it to have a new one made.`,
    ),
  alreadyRuns: () =>
    new UserFacingError(
      "already-runs",
      "labelpod runs already with this data folder: use that one, or set LABELPOD_HOME to another folder.",
    ),
} as const;

import { knownFailures } from "../../src/core/words/bootstrap.ts";
import { knownTrainingFailures } from "../../src/core/words/training.ts";

/** What a maker of failures is called with, by topic and name: one list of arguments for each sentence. */
export type Samples = Readonly<Record<string, readonly (readonly unknown[])[]>>;

const home = "/home/ada/.labelpod";
const epochs = { name: "epochs", type: "integer", min: 1, max: 2000 };

/** For each maker in `src/core/words/` that works with what it is given. */
export const samples: Samples = {
  "bootstrap.environment": [...knownFailures.environment, "another"].map((code) => [code]),
  "bootstrap.server": [...knownFailures.server, "another"].map((code) => [code, "k17"]),
  "commands.tooLong": [[2000]],
  "commands.unknownName": [[["pod", "train"]]],
  "commands.optionTwice": [["epochs"]],
  "commands.unknownOption": [[[]], [["epochs", "name"]]],
  "commands.badText": [["name", 40]],
  "commands.badChoice": [["cloud", ["secure", "community"]]],
  "commands.badNumber": [[epochs, "a whole number"]],
  "commands.badClock": [["until"]],
  "commands.badModels": [[["deepgrow_2d", "deepedit"]]],
  "discord.permissions": [[["View Channel", "Send Messages"]]],
  "errors.unknownModel": [["deepgrow_2d, deepedit"]],
  "errors.modelNotLoaded": [["deepedit"]],
  "errors.stepTimeout": [["address"]],
  "errors.providerMissing": [["runpod"]],
  "errors.internal": [["k17-mf3x2"]],
  "money.beyondBudget": [[200.4, 200]],
  "platforms.notJoined": [["discord"], ["slack"]],
  "setup.homeNotMade": [[home]],
  "setup.homeNotPrivate": [[home]],
  "setup.brokenFile": [[`${home}/instance-id`]],
  "shell.timeOver": [[20_000]],
  "shell.tooMuchOutput": [[1024]],
  "slack.missingScopes": [[["chat:write", "commands"]]],
  "slack.someScopeMissing": [[["chat:write", "channels:history"]]],
  "slack.portTaken": [["127.0.0.1", 8766]],
  "store.recordNewer": [["labelpod:pods:main/k7"]],
  "store.recordUnreadable": [["labelpod:pods:main/k7"]],
  "store.notStarted": [[`${home}/redis/redis.log`]],
  "store.hangs": [[4711]],
  "store.folderNotPrivate": [["/tmp/labelpod-1000"]],
  "store.tooOld": [["5.0.7"]],
  "take-over.recordsOfOthers": [["k7m2p9", ["labelpod-a1b2c3-k7m2p9"]]],
  "volume.badPlace": [[["US-KS-2", "EU-RO-1"]]],
  "volume.onlyGrows": [[100]],
  "training.trainingFailure": [...knownTrainingFailures, "unknown"].map((code) => [code, "k17"]),
};

import { commands } from "../src/commands/index.ts";
import { slackManifest } from "../src/chat/slack/manifest.ts";

/** Prints Slack's app manifest; a reverse proxy's https address as the argument makes it one without Socket Mode. */
process.stdout.write(`${JSON.stringify(slackManifest(commands, process.argv[2]), undefined, 2)}\n`);

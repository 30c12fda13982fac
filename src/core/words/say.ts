/** What `npm run say` writes to its error stream. */
export const sayWords = {
  usage:
    'Give one command, such as: npm run say -- "/pod up". Options: --json (one object per change), --as NAME, --yes (confirms).',
  notRunning: (home: string) =>
    `No running bot was found by ${home}: start it with npm start, or set LABELPOD_HOME to its data folder.`,
  notReached: (url: string) =>
    `The bot does not answer at ${url}, so it is not known to have taken the command: see whether it runs with npm start.`,
  lost: "The bot has not come back for a minute: what it does goes on with its next start; see it then with /pod status.",
  notConfirmed: "Nothing was done yet: the command has to be confirmed; give it again with --yes.",
  odd: "The bot gave an answer that this version does not understand: start the bot and say from the same version.",
} as const;

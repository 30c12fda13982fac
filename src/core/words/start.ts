/** What a terminal shows while the bot starts and does its first job by itself. */
export const startWords = {
  page: (url: string) => `web page on ${url}`,
  portTaken: (port: number) =>
    `Port ${port} on this machine is taken: end what listens there, or set LABELPOD_PORT to another, then start again.`,
  connected: (platform: string) => `connected to ${platform}`,
  joinsLater: (platform: string) =>
    `${platform} is out of reach now; labelpod starts without it and keeps trying`,
  folder: (folder: string) => `data folder ${folder}`,
  ready: (pageUrl?: string) =>
    pageUrl === undefined
      ? "labelpod is ready, without its web page; Ctrl-C ends it."
      : `labelpod is ready: open ${pageUrl} or use npm run say -- "/labelpod help"; Ctrl-C ends it.`,
  readyInLog: (tokenFile: string) => `labelpod is ready; the page's token is in ${tokenFile}.`,
  zoneIsUtc: () =>
    "No time zone is set, so times of day and the days of the budget are those of UTC: set LABELPOD_TIMEZONE, such as Europe/Berlin, or use /settings set timezone:Europe/Berlin.",
  needs: (downloadGb: number, diskGb: number, freeGb: number) =>
    `It will download about ${downloadGb.toFixed(1)} GB and needs ${diskGb.toFixed(1)} GB of disk; ${freeGb.toFixed(1)} GB are free.`,
  needsPython: (pythonMb: number) =>
    `This machine has no Python from 3.10 to 3.12: about ${pythonMb} MB of that are for one, which labelpod keeps in its data folder.`,
  nothingToLoad: () => "MONAI Label is installed here already; nothing has to be downloaded.",
  tooLittleDisk: (diskGb: number, freeGb: number) =>
    `There are ${freeGb.toFixed(1)} GB free, but ${diskGb.toFixed(1)} GB are needed: make room or set LABELPOD_HOME to a larger disk, then start again.`,
  diskFull: () =>
    "The disk of the data folder is full: make room or set LABELPOD_HOME to another disk, then start again.",
  command: (line: string) => `> /${line}`,
  trainsAlready: () => "A training from before runs still: labelpod goes on with it.",
  stillUp: () =>
    "A pod is still up, and nobody stops it while labelpod is off: start labelpod again, or stop a rented pod in its provider's console.",
  linesLost: (count: number) =>
    count === 1 ? "1 line could not be shown here" : `${count} lines could not be shown here`,
  terminalClosed: () =>
    "The terminal was closed while a pod is up: labelpod goes on until no pod is billed any more, and ends then.",
  endedByForce: () =>
    "labelpod did not end in time, so it was ended: what was under way goes on at the next start.",
  simulated: () =>
    "SIMULATED: everything below happens in memory, with made-up machines, prices and figures.",
} as const;

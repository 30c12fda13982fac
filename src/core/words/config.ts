import { writeDuration } from "../common/duration.ts";

/** Faults in the settings; none repeats a value, it may be a secret. */
export const configWords = {
  heading: () => "labelpod can't start, because its settings are not right:",
  fault: (name: string, message: string) => `${name} ${message}`,
  port: () => "has to be a port from 0 to 65535.",
  url: (schemes: readonly string[]) =>
    `has to be a URL that begins with ${schemes.map((scheme) => `${scheme}//`).join(" or ")}.`,
  ipAddress: () =>
    "has to be an address of this machine, 127.0.0.1 for programs on it or 0.0.0.0 for other machines too.",
  usd: () => "has to be an amount in USD, such as 200.",
  timeZone: () => "has to be the name of a time zone, such as Europe/Berlin or UTC.",
  snowflake: () =>
    "has to be a Discord id, a number of 17 to 20 digits: copy it in Discord's developer mode.",
  slackId: () =>
    "has to be a Slack id such as C0123456789: copy it from the channel's or the workspace's details.",
  team: () => "has to be made of small letters, digits and -, at most 32 of them.",
  oneOf: (...values: readonly string[]) => `has to be one of ${values.join(", ")}.`,
  image: () => "has to be the name of a container image.",
  cuda: () => "has to be a version of CUDA such as 12.8, or any.",
  containerDisk: () => "has to be a whole number of GB from 10 to 1000.",
  volume: () => "has to be the name or id of a network volume, such as studies: see /volume list.",
  duration: (minMs: number) => `has to be a time such as 90m or 2h, at least ${writeDuration(minMs)}.`,
  asOption: (sentence: string) => `is not right: ${sentence}`,
  appSettings: (places: readonly string[]) =>
    `Its file is wrong in ${places.join(", ")}; it takes labels (numbers by name), spatialSize (three multiples of 32) and targetSpacing (three numbers in mm), for all or under models.`,
  appSettingsUnread: () => "Its file can't be read as JSON: correct its path or its content.",
  loginsUnread: () => "Its file can't be read: correct its path or its rights.",
  badLogin: (lineNumber: number) =>
    `Line ${lineNumber} of its file is no login: write name:password, the name of letters, digits, ., - and _, at most 40 of them, the password of 8 to 200 characters.`,
  loginTwice: (lineNumber: number) =>
    `Line ${lineNumber} of its file has a name that an earlier line has: give each person one line.`,
  proxyUrl: () => "has to be a URL that begins with http:// or https:// and has {pod} and {port} in it.",
  envFileUnread: () =>
    "The file .env can't be read: make it a file that you may read, with chown and chmod 600, or remove it.",
  neededBy: (what: string) => `is missing, but ${what} needs it.`,
  slackWay: () =>
    "or SLACK_SIGNING_SECRET is missing: Slack needs one of them, the app token for Socket Mode or the secret for HTTP.",
} as const;

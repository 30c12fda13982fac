import { homedir } from "node:os";
import path from "node:path";
import { z } from "zod";
import {
  readCountry,
  readDataCenters,
  readDownload,
  readGpus,
  readMaxPrice,
  readMemory,
} from "../commands/pod/gpu-options.ts";
import { readModels, readStudies } from "../commands/pod/pod-request.ts";
import { defaultSettings } from "../core/records/settings.ts";
import { isTimeZone } from "../core/common/time-of-day.ts";
import { configWords } from "../core/words/config.ts";
import { readAppSettings } from "./read-app-settings.ts";
import { createSecret } from "./secret.ts";
import { duration, logins, proxyUrl, read, url, whole } from "./variable-types.ts";

const secret = z.string().trim().transform(createSecret);
const port = z
  .string()
  .regex(/^\d{1,5}$/u, configWords.port())
  .transform(Number)
  .refine((value) => value < 65_536, configWords.port());
const origin = url(["https:", "http:"]).transform((text) => new URL(text).origin);
const webUrl = url(["http:", "https:"]).transform((text) => text.replace(/\/$/u, ""));
const snowflake = z.string().regex(/^\d{5,25}$/u, configWords.snowflake());
const slackId = z.string().regex(/^[A-Z][A-Z0-9]{5,20}$/u, configWords.slackId());

/** All settings by their names; unknown ones are ignored. */
export const variables = z.object({
  LABELPOD_HOME: z
    .string()
    .default(path.join(homedir(), ".labelpod"))
    .transform((text) => path.resolve(text)),
  LABELPOD_PORT: port.default(8765),
  LABELPOD_TEAM: z
    .string()
    .regex(/^[a-z0-9-]{1,32}$/u, configWords.team())
    .default("main"),
  LABELPOD_LOG: z.enum(["file", "stderr"], configWords.oneOf("file", "stderr")).default("file"),
  LABELPOD_LOG_LEVEL: z
    .enum(["debug", "info", "warn", "error"], configWords.oneOf("debug", "info", "warn", "error"))
    .default("info"),
  LABELPOD_PROVIDER: z.enum(["runpod", "local"], configWords.oneOf("runpod", "local")).optional(),
  LABELPOD_IMAGE: z
    .string()
    .regex(/^[\w./:@-]{1,200}$/u, configWords.image())
    .default("runpod/pytorch:1.0.2-cu1281-torch280-ubuntu2404"),
  LABELPOD_CUDA: z
    .string()
    .regex(/^(?:any|1\d\.\d{1,2})$/u, configWords.cuda())
    .optional(),
  LABELPOD_CONTAINER_DISK: whole(10, 1_000, configWords.containerDisk()).default(
    defaultSettings.containerDiskGib,
  ),
  LABELPOD_VOLUME: z
    .string()
    .regex(/^[\w-]{1,64}$/u, configWords.volume())
    .optional(),
  LABELPOD_STUDIES: read(readStudies).optional(),
  LABELPOD_MODELS: read(readModels).optional(),
  LABELPOD_GPUS: read(readGpus).optional(),
  LABELPOD_MIN_MEMORY: read(readMemory).optional(),
  LABELPOD_CLOUD: z
    .enum(["secure", "community"], configWords.oneOf("secure", "community"))
    .default(defaultSettings.cloud),
  LABELPOD_COUNTRY: read(readCountry).optional(),
  LABELPOD_DATA_CENTERS: read(readDataCenters).optional(),
  LABELPOD_MAX_PRICE: read(readMaxPrice).optional(),
  LABELPOD_MIN_DOWNLOAD: read(readDownload).optional(),
  LABELPOD_IDLE: duration(60_000).optional(),
  LABELPOD_GRACE: duration(1_000).optional(),
  LABELPOD_HARD_LIMIT: duration(60_000).optional(),
  LABELPOD_TIMEZONE: z
    .string()
    .refine(isTimeZone, configWords.timeZone())
    .default(() => new Intl.DateTimeFormat().resolvedOptions().timeZone),
  LABELPOD_BUDGET: z
    .string()
    .regex(/^\d{1,7}(?:\.\d{1,2})?$/u, configWords.usd())
    .transform(Number)
    .optional(),
  LABELPOD_APP_SETTINGS: read(readAppSettings).optional(),
  LABELPOD_ACCESS: z
    .enum(["http", "https", "proxy"], configWords.oneOf("http", "https", "proxy"))
    .default(defaultSettings.access),
  LABELPOD_SHARE_URL: z
    .enum(["channel", "private"], configWords.oneOf("channel", "private"))
    .default(defaultSettings.shareUrl),
  LABELPOD_LOGINS: logins().default([]),
  LABELPOD_OLD_RECORDS: z.enum(["own", "all"], configWords.oneOf("own", "all")).optional(),
  REDIS_URL: url(["redis:", "rediss:", "unix:"]).transform(createSecret).optional(),
  RUNPOD_API_KEY: secret.optional(),
  RUNPOD_API_URL: webUrl.default("https://api.runpod.io/v2"),
  RUNPOD_PROXY_URL: proxyUrl().default("https://{pod}-{port}.proxy.runpod.net"),
  RUNPOD_GRAPHQL_URL: webUrl.default("https://api.runpod.io/graphql"),
  DISCORD_TOKEN: secret.optional(),
  DISCORD_GUILD_ID: snowflake.optional(),
  DISCORD_CHANNEL_ID: snowflake.optional(),
  DISCORD_API_URL: webUrl.optional(),
  SLACK_BOT_TOKEN: secret.optional(),
  SLACK_APP_TOKEN: secret.optional(),
  SLACK_SIGNING_SECRET: secret.optional(),
  SLACK_HTTP_PORT: port.default(8766),
  SLACK_HTTP_HOST: z.union([z.ipv4(), z.ipv6()], configWords.ipAddress()).default("127.0.0.1"),
  SLACK_WORKSPACE_ID: slackId.optional(),
  SLACK_CHANNEL_ID: slackId.optional(),
  SLACK_API_URL: webUrl.optional(),
  DICOMWEB_USERNAME: z.string().optional(),
  DICOMWEB_PASSWORD: secret.optional(),
  DICOMWEB_ORIGIN: origin.optional(),
});

export type Variables = z.output<typeof variables>;

type Name = keyof Variables;
type Given = Readonly<Record<string, string | undefined>>;

/** `name` is needed, by what the text says, when one of `by` is given. */
type Need = { readonly name: Name; readonly what: string; readonly by: readonly Name[] };

const needs: readonly Need[] = [
  { name: "DISCORD_TOKEN", what: "Discord", by: ["DISCORD_GUILD_ID", "DISCORD_CHANNEL_ID"] },
  { name: "DISCORD_GUILD_ID", what: "Discord", by: ["DISCORD_TOKEN"] },
  { name: "DISCORD_CHANNEL_ID", what: "Discord", by: ["DISCORD_TOKEN"] },
  {
    name: "SLACK_BOT_TOKEN",
    what: "Slack",
    by: ["SLACK_APP_TOKEN", "SLACK_CHANNEL_ID", "SLACK_WORKSPACE_ID"],
  },
  { name: "SLACK_WORKSPACE_ID", what: "Slack", by: ["SLACK_BOT_TOKEN"] },
  { name: "SLACK_CHANNEL_ID", what: "Slack", by: ["SLACK_BOT_TOKEN"] },
  { name: "DICOMWEB_USERNAME", what: "DICOMWEB_PASSWORD", by: ["DICOMWEB_PASSWORD"] },
  { name: "DICOMWEB_PASSWORD", what: "DICOMWEB_USERNAME", by: ["DICOMWEB_USERNAME"] },
];

/** What is missing beside what is given, one sentence each. */
export function findMissing(given: Given): readonly string[] {
  const faults = needs
    .filter(({ name, by }) => given[name] === undefined && by.some((other) => given[other] !== undefined))
    .map(({ name, what }) => configWords.fault(name, configWords.neededBy(what)));
  const hasNoWay = given["SLACK_APP_TOKEN"] === undefined && given["SLACK_SIGNING_SECRET"] === undefined;
  const hasNoKey = given["LABELPOD_PROVIDER"] === "runpod" && given["RUNPOD_API_KEY"] === undefined;
  return [
    ...faults,
    ...(given["SLACK_BOT_TOKEN"] !== undefined && hasNoWay
      ? [configWords.fault("SLACK_APP_TOKEN", configWords.slackWay())]
      : []),
    ...(hasNoKey
      ? [configWords.fault("RUNPOD_API_KEY", configWords.neededBy("LABELPOD_PROVIDER=runpod"))]
      : []),
  ];
}

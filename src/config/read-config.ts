import type { PacsPlace } from "../core/access/pacs-login.ts";
import type { TeamId } from "../core/records/ids.ts";
import { findMissing, type Variables, variables } from "./variables.ts";
import type { Settings } from "../core/records/settings.ts";
import { isDicomweb } from "../core/records/studies.ts";
import { configWords } from "../core/words/config.ts";
import type { AppSettings } from "../monai/app-settings.ts";
import { needed } from "./needed.ts";
import type { Login } from "./read-logins.ts";
import type { Secret } from "./secret.ts";
import { toSettings } from "./to-settings.ts";

/** Everything that is set from outside, checked. */
export type Config = {
  readonly home: string;
  readonly port: number;
  readonly teamId: TeamId;
  readonly redisUrl: Secret | undefined;
  /** Which records of before their keys had an instance in them are this bot's, where pods of several are among them. */
  readonly oldRecords: "own" | "all" | undefined;
  readonly log: { readonly level: string; readonly to: "file" | "stderr" };
  /** Where new pods are made. */
  readonly provider: "runpod" | "local";
  readonly runpod: RunpodConfig | undefined;
  readonly discord: DiscordConfig | undefined;
  readonly slack: SlackConfig | undefined;
  readonly settings: Settings;
  readonly dicomweb: DicomwebConfig | undefined;
  /** Labels, input size and spacing, where the team has its own. */
  readonly appSettings: AppSettings | undefined;
  /** People's own names and passwords at the team's pods. */
  readonly logins: readonly Login[];
  /** All of it, with its secrets: the local provider picks what programs on a pod may see. */
  readonly environment: Environment;
};

export type RunpodConfig = {
  readonly apiKey: Secret;
  readonly apiUrl: string;
  /** RunPod's HTTPS proxy, with {pod} and {port} in the places of a pod's id and port. */
  readonly proxyUrl: string;
  readonly graphqlUrl: string;
  readonly image: string;
  /** CUDA version that the image needs, or any; undefined: what its name says. */
  readonly cuda: string | undefined;
  readonly containerDiskGib: number;
};

export type DiscordConfig = {
  readonly token: Secret;
  readonly guildId: string;
  readonly channelId: string;
  readonly apiUrl: string | undefined;
};

export type SlackConfig = {
  readonly botToken: Secret;
  readonly appToken: Secret | undefined;
  readonly signingSecret: Secret | undefined;
  readonly httpPort: number;
  readonly httpHost: string;
  readonly workspaceId: string;
  readonly channelId: string;
  readonly apiUrl: string | undefined;
};

/** Login at the PACS; the password goes to a 0600 file on the pod and nowhere else, and from there to one PACS alone. */
export type DicomwebConfig = {
  readonly username: string;
  readonly password: Secret;
  readonly place: PacsPlace;
};

export type Environment = Readonly<Record<string, string | undefined>>;

/** What is wrong with the settings, one sentence each. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly faults: readonly string[];
  /** What is left without what is wrong, where a bot with that can look after its pods. */
  readonly rest: Config | undefined;

  constructor(faults: readonly string[], rest?: Config) {
    super(faults.join("\n"));
    this.faults = faults;
    this.rest = rest;
  }
}

/** Reads the settings from the environment, the only place that does. @throws ConfigError with all faults at once */
export function readConfig(environment: Environment = process.env): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = variables.safeParse(given);
  const missing = findMissing(given);
  if (parsed.success && missing.length === 0) return { ...toConfig(parsed.data), environment };
  const issues = parsed.error?.issues ?? [];
  const wrong = issues.map((issue) => configWords.fault(String(issue.path[0]), issue.message));
  const names = new Set(issues.map(({ path }) => String(path[0])));
  throw new ConfigError([...new Set([...wrong, ...missing])], restOf(environment, given, names));
}

/** What is missing beside what is given switches off a chat platform at most, but for these. */
function restOf(
  environment: Environment,
  given: Environment,
  wrong: ReadonlySet<string>,
): Config | undefined {
  const rest = Object.fromEntries(Object.entries(given).filter(([name]) => !wrong.has(name)));
  const missing = findMissing(given).map((sentence) => sentence.split(" ")[0] ?? "");
  const parsed = variables.safeParse(rest);
  const isLost = [...wrong, ...missing].some((name) => needed.has(name));
  return isLost || !parsed.success ? undefined : { ...toConfig(parsed.data), environment };
}

function toConfig(found: Variables): Omit<Config, "environment"> {
  return {
    home: found.LABELPOD_HOME,
    port: found.LABELPOD_PORT,
    teamId: found.LABELPOD_TEAM,
    redisUrl: found.REDIS_URL,
    oldRecords: found.LABELPOD_OLD_RECORDS,
    log: { level: found.LABELPOD_LOG_LEVEL, to: found.LABELPOD_LOG },
    provider: found.LABELPOD_PROVIDER ?? (found.RUNPOD_API_KEY === undefined ? "local" : "runpod"),
    runpod: toRunpod(found),
    discord: toDiscord(found),
    slack: toSlack(found),
    settings: toSettings(found),
    dicomweb: toDicomweb(found),
    appSettings: found.LABELPOD_APP_SETTINGS,
    logins: found.LABELPOD_LOGINS,
  };
}

/** Whoever names an http address in the variable for it says that it may be one; by the studies it is only the usual one. */
function toDicomweb(found: Variables): DicomwebConfig | undefined {
  const { DICOMWEB_USERNAME: username, DICOMWEB_PASSWORD: password, DICOMWEB_ORIGIN: named } = found;
  if (username === undefined || password === undefined) return undefined;
  const studies = found.LABELPOD_STUDIES ?? "";
  const origin = named ?? (isDicomweb(studies) ? new URL(studies).origin : undefined);
  return { username, password, place: { origin, mayBeUnencrypted: named !== undefined } };
}

function toRunpod(found: Variables): RunpodConfig | undefined {
  if (found.RUNPOD_API_KEY === undefined) return undefined;
  return {
    apiKey: found.RUNPOD_API_KEY,
    apiUrl: found.RUNPOD_API_URL,
    proxyUrl: found.RUNPOD_PROXY_URL,
    graphqlUrl: found.RUNPOD_GRAPHQL_URL,
    image: found.LABELPOD_IMAGE,
    cuda: found.LABELPOD_CUDA,
    containerDiskGib: found.LABELPOD_CONTAINER_DISK,
  };
}

function toDiscord(found: Variables): DiscordConfig | undefined {
  const { DISCORD_TOKEN: token, DISCORD_GUILD_ID: guildId, DISCORD_CHANNEL_ID: channelId } = found;
  if (token === undefined || guildId === undefined || channelId === undefined) return undefined;
  return { token, guildId, channelId, apiUrl: found.DISCORD_API_URL };
}

function toSlack(found: Variables): SlackConfig | undefined {
  const { SLACK_BOT_TOKEN: botToken, SLACK_WORKSPACE_ID: workspaceId, SLACK_CHANNEL_ID: channelId } = found;
  if (botToken === undefined || workspaceId === undefined || channelId === undefined) return undefined;
  return {
    botToken,
    workspaceId,
    channelId,
    appToken: found.SLACK_APP_TOKEN,
    signingSecret: found.SLACK_SIGNING_SECRET,
    httpPort: found.SLACK_HTTP_PORT,
    httpHost: found.SLACK_HTTP_HOST,
    apiUrl: found.SLACK_API_URL,
  };
}

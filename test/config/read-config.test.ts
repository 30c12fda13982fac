import { inspect } from "node:util";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { ConfigError, type Environment, readConfig } from "../../src/config/read-config.ts";
import { createSecret } from "../../src/config/secret.ts";

function faultsOf(environment: Environment): readonly string[] {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}

test("readConfig() runs on this machine alone when nothing is set", () => {
  const config = readConfig({});

  expect(config).toMatchObject({
    provider: "local",
    teamId: "main",
    settings: { models: ["deepgrow_2d", "deepgrow_3d", "deepedit"] },
  });
  expect([config.runpod, config.discord, config.slack, config.redisUrl]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test("readConfig() takes an empty variable as one that is not set", () => {
  expect(readConfig({ DISCORD_TOKEN: "", LABELPOD_PORT: "" }).discord).toBeUndefined();
});

test("readConfig() reads which machine a new pod gets", () => {
  const { settings } = readConfig({
    LABELPOD_GPUS: "RTX 4090, L4",
    LABELPOD_MIN_MEMORY: "16",
    LABELPOD_CLOUD: "community",
    LABELPOD_COUNTRY: "de",
    LABELPOD_MAX_PRICE: "0.8",
    LABELPOD_MIN_DOWNLOAD: "1000",
  });
  const placed = readConfig({ LABELPOD_DATA_CENTERS: "us-tx-3,EU-RO-1" });

  expect(settings).toMatchObject({
    gpus: ["RTX 4090", "L4"],
    minMemoryGib: 16,
    cloud: "community",
    country: "DE",
    maxUsdPerHour: 0.8,
    minDownloadMbps: 1000,
  });
  expect(placed.settings.dataCenterIds).toEqual(["US-TX-3", "EU-RO-1"]);
});

test("readConfig() takes any for no wish, and has none when nothing is set", () => {
  const given = { LABELPOD_GPUS: "any", LABELPOD_DATA_CENTERS: "any", LABELPOD_MAX_PRICE: "0" };

  for (const { settings } of [readConfig(given), readConfig({})]) {
    expect(settings).toMatchObject({ cloud: "secure", country: "US", minMemoryGib: 12 });
    expect(Object.keys(settings)).not.toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^(?:gpus|dataCenterIds|maxUsdPerHour|minDownloadMbps)$/),
      ]),
    );
  }
});

test.each([
  ["LABELPOD_GPUS", "a;b"],
  ["LABELPOD_CONTAINER_DISK", "9"],
  ["LABELPOD_CONTAINER_DISK", "1001"],
  ["LABELPOD_CONTAINER_DISK", "30.5"],
  ["LABELPOD_CONTAINER_DISK", "30 GB"],
  ["LABELPOD_CUDA", "12"],
  ["LABELPOD_CUDA", "cu128"],
  ["LABELPOD_CUDA", "9.2"],
  ["LABELPOD_CUDA", "none"],
  ["LABELPOD_MIN_MEMORY", "12.5"],
  ["LABELPOD_MIN_MEMORY", "lots"],
  ["LABELPOD_CLOUD", "all"],
  ["LABELPOD_COUNTRY", "Germany"],
  ["LABELPOD_DATA_CENTERS", "Texas"],
  ["LABELPOD_MAX_PRICE", "-1"],
  ["LABELPOD_MAX_PRICE", "101"],
  ["LABELPOD_MIN_DOWNLOAD", "fast"],
])("readConfig() refuses %s=%s in one sentence that names it", (name, value) => {
  const faults = faultsOf({ [name]: value });

  expect(faults).toHaveLength(1);
  expect(faults[0]).toMatch(new RegExp(`^${name} .*\\.$`));
});

test("readConfig() takes each time for what its own variable says", () => {
  const { settings } = readConfig({
    LABELPOD_IDLE: "41m",
    LABELPOD_GRACE: "7m",
    LABELPOD_HARD_LIMIT: "5h",
    LABELPOD_TIMEZONE: "Asia/Tokyo",
  });

  expect(settings).toMatchObject({
    idleMs: 41 * 60_000,
    graceMs: 7 * 60_000,
    hardLimitMs: 5 * 3_600_000,
    timeZone: "Asia/Tokyo",
  });
});

test("readConfig() names all faults at once, one sentence each", () => {
  const faults = faultsOf({
    LABELPOD_PORT: "99999",
    LABELPOD_MODELS: "deepedit,nonsense",
    LABELPOD_IDLE: "soon",
    LABELPOD_PROVIDER: "runpod",
    REDIS_URL: "localhost",
    RUNPOD_API_URL: "ftp://example.org",
    RUNPOD_PROXY_URL: "https://{pod}.proxy.example.org",
    LABELPOD_ACCESS: "ssh",
    LABELPOD_SHARE_URL: "nobody",
    LABELPOD_LOGINS: "/nowhere/logins",
    DISCORD_TOKEN: "a-token",
    SLACK_BOT_TOKEN: "another-token",
    SLACK_HTTP_HOST: "bot.example.org",
    DICOMWEB_PASSWORD: "a-password",
  });

  const names = faults.map((fault) => fault.split(" ")[0]);
  expect(new Set(names)).toEqual(
    new Set([
      "DICOMWEB_USERNAME",
      "DISCORD_CHANNEL_ID",
      "DISCORD_GUILD_ID",
      "LABELPOD_ACCESS",
      "LABELPOD_IDLE",
      "LABELPOD_LOGINS",
      "LABELPOD_MODELS",
      "LABELPOD_PORT",
      "LABELPOD_SHARE_URL",
      "REDIS_URL",
      "RUNPOD_API_KEY",
      "RUNPOD_API_URL",
      "RUNPOD_PROXY_URL",
      "SLACK_APP_TOKEN",
      "SLACK_CHANNEL_ID",
      "SLACK_HTTP_HOST",
      "SLACK_WORKSPACE_ID",
    ]),
  );
  expect(faults.every((fault) => fault.endsWith("."))).toBe(true);
});

test("readConfig() never repeats a value in a fault: it may be a secret", () => {
  const names = [
    "LABELPOD_PORT",
    "REDIS_URL",
    "DISCORD_GUILD_ID",
    "LABELPOD_STUDIES",
    "RUNPOD_API_URL",
    "RUNPOD_PROXY_URL",
    "LABELPOD_IDLE",
    "LABELPOD_ACCESS",
    "LABELPOD_LOGINS",
  ];
  const value = fc.string({ minLength: 12, maxLength: 30 }).filter((text) => text.trim().length > 10);

  fc.assert(
    fc.property(fc.constantFrom(...names), value, (name, text) => {
      expect(faultsOf({ [name]: text }).join("\n")).not.toContain(text);
    }),
  );
});

test("readConfig() takes RunPod when its key is there, and this machine when that is wished", () => {
  expect(readConfig({ RUNPOD_API_KEY: "key" }).provider).toBe("runpod");
  expect(readConfig({ RUNPOD_API_KEY: "key", LABELPOD_PROVIDER: "local" }).provider).toBe("local");
});

test("readConfig() takes how people reach pods, and RunPod's own proxy when none is named", () => {
  const usual = readConfig({ RUNPOD_API_KEY: "key" });
  const wished = readConfig({
    RUNPOD_API_KEY: "key",
    RUNPOD_PROXY_URL: "http://127.0.0.1:8080/{pod}/{port}/",
    LABELPOD_ACCESS: "proxy",
    LABELPOD_SHARE_URL: "private",
  });

  expect(usual.settings).toMatchObject({ access: "http", shareUrl: "channel" });
  expect(usual.runpod?.proxyUrl).toBe("https://{pod}-{port}.proxy.runpod.net");
  expect(wished.settings).toMatchObject({ access: "proxy", shareUrl: "private" });
  expect(wished.runpod?.proxyUrl).toBe("http://127.0.0.1:8080/{pod}/{port}");
});

test("readConfig() takes the network volume of new pods, and none where none is named", () => {
  expect(readConfig({}).settings.volumeId).toBeUndefined();
  expect(readConfig({ LABELPOD_VOLUME: "studies" }).settings.volumeId).toBe("studies");
  expect(faultsOf({ LABELPOD_VOLUME: "my volume" })).toEqual([
    expect.stringMatching(/^LABELPOD_VOLUME .* network volume/u),
  ]);
});

test("createSecret() shows its value to nobody who does not ask for it", () => {
  const secret = createSecret("hunter2");

  const shown = [secret.toString(), JSON.stringify({ secret }), inspect(secret)].join();
  expect(shown).not.toContain("hunter2");
  expect(secret.reveal()).toBe("hunter2");
});

test("readConfig() takes a budget in USD, and refuses what is none", () => {
  expect(readConfig({ LABELPOD_BUDGET: "250.50" }).settings.budgetUsd).toBe(250.5);
  expect(readConfig({}).settings.budgetUsd).toBeUndefined();
  expect(faultsOf({ LABELPOD_BUDGET: "-5" })).toEqual([
    "LABELPOD_BUDGET has to be an amount in USD, such as 200.",
  ]);
});

test.each([
  [{ DICOMWEB_ORIGIN: "https://PACS.example.org:443/dicom-web" }, "https://pacs.example.org", true],
  [{ DICOMWEB_ORIGIN: "http://pacs.example.org:8042" }, "http://pacs.example.org:8042", true],
  [{ LABELPOD_STUDIES: "https://pacs.example.org/dicom-web" }, "https://pacs.example.org", false],
  [{ LABELPOD_STUDIES: "http://pacs.example.org/dicom-web" }, "http://pacs.example.org", false],
  [{ LABELPOD_STUDIES: "/data" }, undefined, false],
  [{}, undefined, false],
])("readConfig() takes from %j where the login at the PACS belongs", (given, origin, mayBeUnencrypted) => {
  const { dicomweb } = readConfig({ ...given, DICOMWEB_USERNAME: "reader", DICOMWEB_PASSWORD: "hidden" });

  expect(dicomweb?.place).toEqual({ origin, mayBeUnencrypted });
});

test("readConfig() refuses an address of the PACS that is none", () => {
  expect(faultsOf({ DICOMWEB_ORIGIN: "pacs.example.org" })).toEqual([
    "DICOMWEB_ORIGIN has to be a URL that begins with https:// or http://.",
  ]);
});

test("readConfig() says what is left where a bot can look after its pods without what is wrong", () => {
  expect(rest({ LABELPOD_IDLE: "soon", LABELPOD_PORT: "1", DISCORD_TOKEN: "t" })).toMatchObject({
    port: 1,
    discord: undefined,
  });
  expect(rest({ LABELPOD_TEAM: "A team!" })).toBeUndefined();
  expect(rest({ LABELPOD_PROVIDER: "runpod" })).toBeUndefined();
  expect(rest({ LABELPOD_IDLE: "soon", REDIS_URL: "localhost" })).toBeUndefined();
});

function rest(environment: Record<string, string>): unknown {
  try {
    return readConfig(environment);
  } catch (error) {
    return error instanceof ConfigError ? error.rest : error;
  }
}

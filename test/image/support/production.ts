import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chown, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { createFakePodFactory } from "../../twins/runpod/fake-pods.ts";
import { createRunpodTwin, type RunpodTwin } from "../../twins/runpod/runpod-twin.ts";
import { startWebApi, type WebApi } from "../../twins/slack/web-api.ts";
import { type Compose, mountsOf, readCompose } from "./compose.ts";
import { createContainerSpec, findUser, readImageConfig, type User } from "./container-spec.ts";
import { type Container, startContainer } from "./container.ts";
import { untilPrinted } from "./until-printed.ts";

const run = promisify(execFile);

/** All that docker-compose.yml starts, with stand-ins for RunPod and Slack. */
export type Production = AsyncDisposable & {
  readonly compose: Compose;
  readonly bot: Container;
  readonly runpod: RunpodTwin;
  readonly slack: WebApi;
  /** An address of the machine that is not its loopback. */
  readonly outside: string;
};

const outside = "192.0.2.1";
const slackIds = { SLACK_WORKSPACE_ID: "T0123456789", SLACK_CHANNEL_ID: "C0123456789" } as const;
const slackAnswer = {
  ok: true,
  team_id: slackIds.SLACK_WORKSPACE_ID,
  user_id: "U0",
  bot_id: "B0",
  messages: [],
  ts: "1700000000.000100",
};

/** @param built the image as a folder, and what is said about it */
export async function startProduction(built: {
  readonly root: string;
  readonly config: string;
}): Promise<Production> {
  await using setup = new AsyncDisposableStack();
  const compose = readCompose();
  const folder = await mkdtemp(path.join(tmpdir(), "labelpod-production-"));
  setup.defer(() => rm(folder, { recursive: true }));
  await run("ip", ["address", "replace", `${outside}/32`, "dev", "lo"]);
  setup.use(await startRedis(compose, path.join(folder, "redis")));
  const runpod = setup.use(await createRunpodTwin({ apiKey: "rpa_key", podFactory: createFakePodFactory() }));
  const slack = setup.use(await startWebApi(() => ({ json: slackAnswer })));
  await makeFiles(folder, findUser(built.root, "node"));
  const service = compose.services.labelpod;
  const spec = createContainerSpec({
    service,
    image: readImageConfig(built.config),
    root: built.root,
    envFile: settings(runpod, slack),
    mounts: [
      { source: path.join(folder, "hosts"), target: "/etc/hosts", isReadOnly: true },
      ...mountsOf(service, folder, folder),
    ],
  });
  const bot = setup.use(await startContainer(spec));
  const parts = setup.move();
  return { compose, bot, runpod, slack, outside, [Symbol.asyncDispose]: () => parts[Symbol.asyncDispose]() };
}

/** What somebody writes into `.env`. */
function settings(runpod: RunpodTwin, slack: WebApi): Readonly<Record<string, string>> {
  return {
    RUNPOD_API_KEY: "rpa_key",
    RUNPOD_API_URL: runpod.apiUrl,
    RUNPOD_PROXY_URL: runpod.proxyUrl,
    RUNPOD_GRAPHQL_URL: runpod.graphqlUrl,
    SLACK_BOT_TOKEN: "xoxb-test",
    SLACK_SIGNING_SECRET: "secret",
    SLACK_API_URL: slack.apiUrl,
    ...slackIds,
    LABELPOD_LOGINS: "files/logins",
  };
}

/** The data volume and what `.env` names, both of the container's user, and the name of Redis. */
async function makeFiles(folder: string, { uid, gid }: User): Promise<void> {
  const [home, files] = [path.join(folder, "home"), path.join(folder, "files")];
  await Promise.all([home, files].map((made) => mkdir(made, { mode: 0o700 })));
  await writeFile(path.join(files, "logins"), "ada:long-enough\n", { mode: 0o600 });
  await Promise.all([home, files, path.join(files, "logins")].map((owned) => chown(owned, uid, gid)));
  await writeFile(path.join(folder, "hosts"), "127.0.0.1 localhost redis\n", { mode: 0o644 });
}

async function startRedis(compose: Compose, folder: string): Promise<AsyncDisposable> {
  const [program, ...args] = compose.services.redis.command;
  await mkdir(folder);
  const server = spawn("setpriv", ["--pdeathsig", "KILL", program, ...args, "--dir", folder], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const gone = once(server, "exit");
  await untilPrinted(server, "Ready to accept connections");
  return {
    async [Symbol.asyncDispose]() {
      server.kill();
      await gone;
    },
  };
}

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { SeenRequest } from "./api-request.ts";
import { type SlackFaults, createSlackFaults } from "./slack-faults.ts";
import { type SlackGate, callSlack, createSlackGate } from "./slack-gate.ts";
import { type SlackRules, createSlackRules } from "./slack-rules.ts";

export type From = { readonly userId?: string; readonly channelId?: string };

/**
 * A Slack for a bot with real Bolt: local-slack in a network namespace of its own (Linux, root), and before it a gate
 * that checks each request of the bot; a test ends with `expect(twin.violations).toEqual([])`.
 */
export type SlackTwin = AsyncDisposable & {
  readonly apiUrl: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly workspaceId: string;
  readonly channelId: string;
  readonly violations: readonly string[];
  readonly requests: readonly SeenRequest[];
  readonly faults: SlackFaults;
  readonly rules: SlackRules;
  readonly gate: SlackGate;
  /** As typed: `/pod up gpu:x`. Returns when the bot has acknowledged, with the milliseconds that it took. */
  runCommand(line: string, from?: From): Promise<number>;
  /** Presses the newest button of this label. */
  clickButton(label: string, from?: From): Promise<void>;
  /** All messages of a channel, the private ones too, oldest first. */
  messages(channelId?: string): Promise<readonly TwinMessage[]>;
  /** What passed between local-slack and the bot. */
  log(): Promise<readonly unknown[]>;
};

export const people = { alice: "U01ALICE", bob: "U02BOB", guest: "U03GUEST", admin: "U04ADMIN" } as const;
export const channels = {
  team: "C01TEAM",
  other: "C02OTHER",
  outside: "C03OUTSIDE",
  direct: "D01ALICE",
} as const;
const ids = {
  workspaceId: "T01TEST",
  botToken: "xoxb-twin",
  appToken: "xapp-twin",
  signingSecret: "twin-secret",
} as const;

const button = z.object({
  type: z.literal("button"),
  action_id: z.string(),
  value: z.string(),
  text: z.object({ text: z.string() }),
});
const message = z.object({
  ts: z.string(),
  text: z.string(),
  blocks: z
    .array(
      z.looseObject({
        type: z.string(),
        block_id: z.string().optional(),
        elements: z.array(z.unknown()).optional(),
      }),
    )
    .optional(),
  /** The only one who sees it. */
  ephemeral_to: z.string().optional(),
});

export type TwinMessage = z.infer<typeof message>;

/** @param options.httpPort where the bot listens for signed requests; absent: Socket Mode */
export async function startSlackTwin(options: { readonly httpPort?: number } = {}): Promise<SlackTwin> {
  const folder = await mkdtemp(path.join(tmpdir(), "slack-twin-"));
  const socketPath = path.join(folder, "in.sock");
  const faults = createSlackFaults();
  const rules = createSlackRules({
    ...ids,
    guests: new Set([people.guest]),
    admins: new Set([people.admin]),
    outsideChannels: new Set([channels.outside]),
  });
  const gate = await createSlackGate({ socketPath, rules, faults });
  const slack = await startContained({ folder, socketPath, slackPort: gate.port, ...options });

  async function control(method: string, target: string, body: unknown = ""): Promise<unknown> {
    const headers = { "content-type": "application/json" };
    const answer = await callSlack(
      { socketPath, method, path: `/_control/${target}`, headers },
      JSON.stringify(body),
    );
    return JSON.parse(answer);
  }

  async function messages(channelId: string = channels.team): Promise<readonly TwinMessage[]> {
    return z.object({ messages: z.array(message) }).parse(await control("GET", `messages/${channelId}`))
      .messages;
  }

  async function runCommand(line: string, from: From = {}): Promise<number> {
    const [command = "", ...rest] = line.split(" ");
    const place = { channel: from.channelId ?? channels.team, user: from.userId ?? people.alice };
    const startedMs = performance.now();
    await control("POST", "command", { ...place, command, text: rest.join(" ") });
    return performance.now() - startedMs;
  }

  async function clickButton(label: string, from: From = {}): Promise<void> {
    const channel = from.channelId ?? channels.team;
    const found = (await messages(channel)).flatMap(({ ts, blocks }) =>
      (blocks ?? []).flatMap(({ elements, block_id }) =>
        (elements ?? []).flatMap((element) => {
          const parsed = button.safeParse(element);
          return parsed.success && parsed.data.text.text === label
            ? [{ messageTs: ts, action: { ...parsed.data, block_id } }]
            : [];
        }),
      ),
    );
    const newest = found.at(-1);
    if (newest === undefined) throw new Error(`No message has a button “${label}”.`);
    await control("POST", "interact", { channel, user: from.userId ?? people.alice, ...newest });
  }

  return {
    ...ids,
    apiUrl: `http://127.0.0.1:${gate.port}/api/`,
    channelId: channels.team,
    violations: rules.violations,
    requests: rules.requests,
    faults,
    rules,
    gate,
    runCommand,
    clickButton,
    messages,
    log: async () => z.object({ log: z.array(z.unknown()) }).parse(await control("GET", "log")).log,
    async [Symbol.asyncDispose]() {
      await gate[Symbol.asyncDispose]();
      await slack[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

type Contained = {
  readonly folder: string;
  readonly socketPath: string;
  readonly slackPort: number;
  readonly httpPort?: number;
};

async function startContained({
  folder,
  socketPath,
  slackPort,
  httpPort,
}: Contained): Promise<AsyncDisposable> {
  const outSocket = path.join(folder, "out.sock");
  const config = path.join(folder, "config.json");
  await writeFile(config, JSON.stringify(workspace(httpPort)));
  const outward = createServer((from) => {
    const to = connect(httpPort ?? 0, "127.0.0.1");
    from.on("error", () => to.destroy()).on("close", () => to.destroy());
    to.on("error", () => from.destroy());
    from.pipe(to).pipe(from);
  }).listen(outSocket);
  const manifest = createRequire(import.meta.url).resolve("local-slack-linux-x64/package.json");
  const binary = path.join(path.dirname(manifest), "bin", "local-slack");
  const script = fileURLToPath(import.meta.resolve("./contained-slack.ts"));
  const args = [
    process.execPath,
    script,
    binary,
    config,
    String(slackPort),
    socketPath,
    String(httpPort ?? 0),
    outSocket,
  ];
  const child = spawn("unshare", ["-n", "sh", "-c", 'ip link set lo up && exec "$@"', "sh", ...args], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const isReady = await Promise.race([
    once(child.stdout, "data").then(() => true),
    once(child, "exit").then(() => false),
  ]);
  if (!isReady) throw new Error("local-slack did not start: it needs Linux on x86_64, root, unshare and ip.");
  return {
    async [Symbol.asyncDispose]() {
      const ended = once(child, "exit");
      child.stdin.end();
      await ended;
      outward.close();
    },
  };
}

function workspace(httpPort: number | undefined): Record<string, unknown> {
  const delivery =
    httpPort === undefined
      ? { mode: "socket" }
      : { mode: "events", requestUrl: `http://127.0.0.1:${httpPort}/slack/events` };
  const { workspaceId, ...secrets } = ids;
  return {
    workspace: { name: "Twin", domain: "twin", teamId: workspaceId },
    app: { appId: "A01APP", botUserId: "U0BOT", botName: "labelpod", ...secrets, ...delivery },
    users: Object.entries(people).map(([name, id]) => ({ id, name, real_name: name })),
    channels: Object.entries(channels).map(([name, id]) => ({
      id,
      name,
      is_im: id.startsWith("D"),
      members: ["U01ALICE", "U0BOT"],
    })),
  };
}

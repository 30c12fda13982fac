import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { chooseEnvironment } from "../../src/local/environment.ts";
import type { Environment } from "./support/bot-process.ts";
import { cacheFolder, fillCache, packageCache } from "./support/cache.ts";
import { say } from "./support/say.ts";

const project = path.resolve(import.meta.dirname, "../..");
let home: string;
let environment: Environment;

beforeAll(async () => {
  await fillCache();
  home = await mkdtemp(path.join(cacheFolder, "home-"));
  environment = {
    ...chooseEnvironment(process.env),
    LABELPOD_HOME: home,
    LABELPOD_PORT: "0",
    UV_CACHE_DIR: packageCache,
  };
});

afterAll(() => rm(home, { recursive: true, force: true }));

test("npm start -- --once does the whole main job with nothing configured, stops the pod and exits with 0", async () => {
  const launcher = path.join(project, "bin/launch.cjs");
  const bot = spawn(process.execPath, [launcher, "src/main.ts", "--once"], {
    cwd: project,
    env: { ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [output, [exitCode]] = await Promise.all([text(bot.stdout), once(bot, "exit")]);

  expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
  expect(output).toMatch(/is live: MONAI Label answers/);
  expect(output).toMatch(/Best accuracy 0\.\d{3}/);
  expect(output).toMatch(/summary of this run/);
  const pods = await readdir(path.join(home, "pods"));
  expect(pods).toHaveLength(1);
  expect(await say(environment, "/pod status")).toMatchObject({ exitCode: 2 });
});

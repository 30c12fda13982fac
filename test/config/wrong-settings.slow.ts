import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";

test("the bot ends with 1 and all faults when its settings are wrong", () => {
  const main = path.join(import.meta.dirname, "../../src/main.ts");
  const environment = {
    PATH: process.env["PATH"],
    LABELPOD_HOME: path.join(tmpdir(), "never-made"),
    LABELPOD_PORT: "x",
    DISCORD_TOKEN: "t",
  };

  const { status, stderr } = spawnSync(process.execPath, [main], {
    env: environment,
    encoding: "utf8",
    cwd: tmpdir(),
  });

  expect(status).toBe(1);
  expect(
    stderr
      .trim()
      .split("\n- ")
      .slice(1)
      .map((fault) => fault.split(" ")[0]),
  ).toEqual(["LABELPOD_PORT", "DISCORD_GUILD_ID", "DISCORD_CHANNEL_ID"]);
});

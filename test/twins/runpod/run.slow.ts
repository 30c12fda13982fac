import { fork } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { createAsk, WISH } from "./twin-client.ts";

const program = new URL("run.ts", import.meta.url);

test("the program says on one screen what to set, serves a pod, and ends with Ctrl-C", async () => {
  const child = fork(program, [], { silent: true });
  let said = "";
  child.stdout?.on("data", (chunk) => (said += String(chunk)));
  await expect.poll(() => said, { timeout: 15_000 }).toContain("crash-loop");
  const environment = readEnvironment(said);
  const ask = createAsk(environment["RUNPOD_API_URL"] ?? "");
  const headers = { authorization: `Bearer ${environment["RUNPOD_API_KEY"] ?? ""}` };

  const { status, headers: answered } = await ask("POST /pods", WISH, headers);
  const ended = once(child, "close");
  // As a terminal and npm together send it; the second one may arrive when all is put away.
  child.kill("SIGINT");
  child.kill("SIGINT");

  expect(Object.keys(environment)).toEqual([
    "LABELPOD_PROVIDER",
    "RUNPOD_API_KEY",
    "RUNPOD_API_URL",
    "RUNPOD_GRAPHQL_URL",
    "RUNPOD_PROXY_URL",
  ]);
  expect(environment["RUNPOD_PROXY_URL"]).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\{pod\}\/\{port\}$/);
  expect([status, answered["ratelimit-policy"]]).toEqual([201, expect.stringContaining('"minute";q=60')]);
  await ended;
  expect(said).toContain("The twin has ended");
});

test("the program says how it is used where it is not understood", async () => {
  const child = fork(program, ["--port", "much"], { silent: true });
  let said = "";
  child.stdout?.on("data", (chunk) => (said += String(chunk)));

  await once(child, "close");

  expect(said).toContain("--port <number>");
});

/** The lines of the first screen that set a variable. */
function readEnvironment(said: string): Record<string, string> {
  const lines = said.split("\n");
  expect(lines.length).toBeLessThanOrEqual(24);
  const settings = lines.flatMap((line) => {
    const [, name = "", value = ""] = /^([A-Z_]+)=(.+)$/.exec(line) ?? [];
    return name === "" ? [] : [[name, value] as const];
  });
  return Object.fromEntries(settings);
}

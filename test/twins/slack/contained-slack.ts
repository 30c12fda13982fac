import { spawn } from "node:child_process";
import { createServer, connect } from "node:net";
import type { Server } from "node:net";

/**
 * Runs inside a network namespace of its own, because local-slack listens on all interfaces: starts it there, and leads
 * one socket file in to it and its requests to the bot out to another. Ends with its standard input.
 */
const [binary = "", config = "", slackPort = "", inSocket = "", botPort = "", outSocket = ""] =
  process.argv.slice(2);

const args = ["--config", config, "--port", slackPort, "--base-host", "127.0.0.1"];
const slack = spawn(binary, args, { stdio: ["ignore", "pipe", "ignore"] });
const inward = forward({ port: Number(slackPort) });
const outward = forward({ path: outSocket });

slack.stdout.once("data", () => {
  inward.listen(inSocket, () => process.stdout.write("ready\n"));
});
if (botPort !== "0") outward.listen(Number(botPort), "127.0.0.1");
slack.once("exit", stop);
process.stdin.resume().once("end", stop);

function stop(): void {
  slack.kill("SIGKILL");
  inward.close();
  outward.close();
  process.stdin.destroy();
}

function forward(target: { port: number } | { path: string }): Server {
  return createServer((from) => {
    const to = connect(target);
    from.on("error", () => to.destroy());
    to.on("error", () => from.destroy());
    from.pipe(to).pipe(from);
  });
}

import { spawn } from "node:child_process";
import type { ServerChannel } from "ssh2";

/** Runs a command line as sshd does with the user's shell; it ends with its channel. */
export function runLine(channel: ServerChannel, line: string): void {
  const child = spawn("sh", ["-c", line], { stdio: "pipe", detached: true });
  channel.pipe(child.stdin);
  child.stdout.pipe(channel, { end: false });
  child.stderr.pipe(channel.stderr, { end: false });
  // A program may end before it has read its input.
  child.stdin.on("error", () => channel.resume());
  child.on("close", (code, signal) => {
    if (code === null) channel.exit(signal ?? "SIGKILL");
    else channel.exit(code);
    channel.end();
  });
  channel.on("close", () => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
      process.kill(-child.pid);
  });
}

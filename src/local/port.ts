import { randomInt } from "node:crypto";
import { createServer } from "node:net";
import { localFailures } from "../core/words/local.ts";

// Below the ports that Linux gives to outgoing connections: one of those could be taken before the server is installed.
const lowest = 20_000;
const highest = 29_999;
const attempts = 200;

export const loopback = "127.0.0.1";

/** A port on 127.0.0.1 that nobody listens on and no other pod counts on; the preferred one where possible. */
export async function choosePort(preferred: number | undefined, taken: ReadonlySet<number>): Promise<number> {
  const candidates = Array.from({ length: attempts }, () => randomInt(lowest, highest + 1));
  if (preferred !== undefined) candidates.unshift(preferred);
  for (const port of candidates) {
    if (!taken.has(port) && (await isFree(port))) return port;
  }
  throw localFailures.noFreePort();
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, loopback, () => server.close(() => resolve(true)));
  });
}

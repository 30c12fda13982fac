import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";

/** Every command that a Redis is given, as it is carried out; ioredis takes a line that comes with the first answer amiss. */
export type RedisMonitor = AsyncDisposable & { onCommand(listen: (words: readonly string[]) => void): void };

/** @param socket where Redis listens */
export async function watchRedis(socket: string): Promise<RedisMonitor> {
  const connection = connect(socket);
  await once(connection, "connect");
  // A Redis that is killed is what some of the tests are about.
  connection.on("error", () => undefined);
  const listeners: ((words: readonly string[]) => void)[] = [];
  const begun = Promise.withResolvers<void>();
  createInterface({ input: connection }).on("line", (line) => {
    begun.resolve();
    for (const listen of listeners) listen(wordsOf(line));
  });
  connection.write("MONITOR\r\n");
  await begun.promise;
  return {
    onCommand: (listen) => listeners.push(listen),
    async [Symbol.asyncDispose]() {
      connection.destroy();
    },
  };
}

/** `+TIME [0 unix:PATH] "eval" "…"`, with quotes, backslashes and bytes escaped as in C. */
function wordsOf(line: string): readonly string[] {
  const quoted = line.match(/"(?:[^"\\]|\\.)*"/g) ?? [];
  return quoted.map((word) =>
    String(JSON.parse(word.replaceAll(/\\x(..)/g, "\\u00$1").replaceAll("\\a", ""))),
  );
}

import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { portOf } from "../../twins/runpod/fake-pods.ts";

/** A cable between the bot and its Redis that can be cut: what is sent then is lost nowhere and arrives nowhere. */
export type RedisWire = AsyncDisposable & {
  /** For REDIS_URL. */
  readonly url: string;
  cut(): void;
  mend(): void;
};

type Tunnel = { readonly bot: Socket; readonly redis: Socket };

/** @param socket where Redis listens */
export async function layRedisWire(socket: string): Promise<RedisWire> {
  const tunnels = new Set<Tunnel>();
  let isCut = false;
  const server = createServer((bot) => {
    const tunnel = { bot, redis: connect(socket) };
    tunnels.add(tunnel);
    for (const [from, to] of bothWays(tunnel)) {
      from.on("error", () => to.destroy());
      from.on("close", () => {
        to.destroy();
        tunnels.delete(tunnel);
      });
    }
    if (!isCut) join(tunnel);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `redis://127.0.0.1:${portOf(server)}`,
    cut() {
      isCut = true;
      for (const tunnel of tunnels) for (const [from, to] of bothWays(tunnel)) from.unpipe(to).pause();
    },
    mend() {
      isCut = false;
      for (const tunnel of tunnels) join(tunnel);
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      for (const { bot, redis } of tunnels) {
        bot.destroy();
        redis.destroy();
      }
      await closed;
    },
  };
}

function bothWays({ bot, redis }: Tunnel): readonly (readonly [Socket, Socket])[] {
  return [
    [bot, redis],
    [redis, bot],
  ];
}

function join(tunnel: Tunnel): void {
  for (const [from, to] of bothWays(tunnel)) from.pipe(to);
}

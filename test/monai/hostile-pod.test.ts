import { once } from "node:events";
import { createServer, type RequestListener, type ServerResponse } from "node:http";
import { createGzip } from "node:zlib";
import { expect, it, onTestFinished } from "vitest";
import { createLabelServer } from "../../src/monai/label-server.ts";
import { createClock } from "../../src/system/clock.ts";
import { listenOnLoopback } from "../support/listen.ts";

const never = new AbortController().signal;
const mebibyte = Buffer.alloc(1024 * 1024, " ");
const sentMebibytes = 512;
/** Twice what an answer may have, and what is on its way. */
const mostTakenMebibytes = 48;

/** What a pod answers to everything. */
async function startPod(answer: RequestListener): Promise<{ url: string }> {
  const listening = await listenOnLoopback(createServer(answer));
  onTestFinished(() => listening[Symbol.asyncDispose]());
  return { url: `http://127.0.0.1:${listening.port}` };
}

async function askInfo(address: { url: string }): Promise<unknown> {
  await using labelServer = createLabelServer({ clock: createClock() });
  return await labelServer.info(address, never).catch((error: unknown) => error);
}

/** Mebibytes of blanks, which JSON may begin with, until the other side is gone. */
async function flood(response: ServerResponse, onTaken: (mebibytes: number) => void): Promise<void> {
  const gone = once(response, "close");
  for (let count = 1; count <= sentMebibytes && !response.destroyed; count += 1) {
    if (!response.write(mebibyte)) await Promise.race([once(response, "drain"), gone]);
    onTaken(count);
  }
  response.end();
}

it("an answer without an end is given up", async () => {
  let taken = 0;
  const pod = await startPod((_request, response) => {
    void flood(response, (mebibytes) => (taken = mebibytes));
  });

  const outcome = await askInfo(pod);

  expect(outcome).toMatchObject({ code: "server-confused" });
  expect(taken).toBeLessThan(mostTakenMebibytes);
});

it("an answer that is small only as it is packed is given up", async () => {
  let unpacked = 0;
  const pod = await startPod((_request, response) => {
    response.writeHead(200, { "content-encoding": "gzip", "content-type": "application/json" });
    const gzip = createGzip();
    gzip.pipe(response);
    void (async () => {
      const gone = once(response, "close");
      for (; unpacked < sentMebibytes && !response.destroyed; unpacked += 1)
        if (!gzip.write(mebibyte)) await Promise.race([once(gzip, "drain"), gone]);
      gzip.end();
    })();
  });

  const outcome = await askInfo(pod);

  // All of it packed is less than what an answer may have: only what is unpacked can have been too much.
  expect(outcome).toMatchObject({ code: "server-confused" });
  expect(unpacked).toBeGreaterThan(0);
});

it("no answer leads the bot to another address", async () => {
  let visits = 0;
  const inside = await startPod((_request, response) => {
    visits += 1;
    response.end("{}");
  });
  const pod = await startPod((_request, response) => {
    response.writeHead(307, { location: `${inside.url}/latest/meta-data` }).end();
  });

  const outcome = await askInfo(pod);

  expect(outcome).toMatchObject({ code: "server-confused" });
  expect(visits).toBe(0);
});

it("an answer nested a million deep is one that can't be understood", async () => {
  const pod = await startPod((_request, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(`{"trainers":${"[".repeat(1_000_000)}${"]".repeat(1_000_000)}}`);
  });

  expect(await askInfo(pod)).toMatchObject({ code: "server-confused" });
});

it("a head of megabytes is given up", async () => {
  const pod = await startPod(({ socket }) => {
    const lines = Array.from({ length: 10_000 }, (_, line) => `x-${line}: ${"y".repeat(1000)}\r\n`);
    socket.end(`HTTP/1.1 200 OK\r\ncontent-length: 2\r\n${lines.join("")}\r\n{}`);
  });

  expect(await askInfo(pod)).toMatchObject({ code: "server-unreachable" });
});

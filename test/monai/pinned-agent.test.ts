import { createServer } from "node:net";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { createClock } from "../../src/system/clock.ts";
import type { LabelServer } from "../../src/core/ports/label-server.ts";
import { createSimulatedClock } from "../../src/simulated/clock.ts";
import { createLabelServer } from "../../src/monai/label-server.ts";
import { listenOnLoopback } from "../support/listen.ts";
import { startRecordingsServer, type RecordingsServer } from "../support/monai-recordings-server.ts";
import { makeSelfSigned, type SelfSigned } from "../support/self-signed.ts";

const never = new AbortController().signal;

async function start(tls: SelfSigned): Promise<RecordingsServer> {
  const server = await startRecordingsServer("/secret-key", tls);
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server;
}

function makeLabelServer(): LabelServer {
  const labelServer = createLabelServer({ clock: createClock() });
  onTestFinished(() => labelServer[Symbol.asyncDispose]());
  return labelServer;
}

describe("a pod's own certificate", () => {
  it("is taken where it is the very one, although nobody vouches for it", async () => {
    const tls = makeSelfSigned();
    const { url } = await start(tls);

    const info = await makeLabelServer().info({ url, certificate: tls.certificate }, never);

    expect(info).toMatchObject({ images: 8 });
  });

  it("that is another one gets no request, and so no key", async () => {
    const server = await start(makeSelfSigned());
    const { certificate } = makeSelfSigned();

    const asking = makeLabelServer().info({ url: server.url, certificate }, never);

    await expect(asking).rejects.toMatchObject({ name: "UnreachableError", code: "server-unreachable" });
    expect(server.asked).toEqual([]);
  });

  it("is refused where none is known, as everywhere", async () => {
    const server = await start(makeSelfSigned());

    expect(await makeLabelServer().answers({ url: server.url }, never)).toBe(false);
    expect(server.asked).toEqual([]);
  });

  it("does not open the connection that another certificate has opened", async () => {
    const tls = makeSelfSigned();
    const server = await start(tls);
    const labelServer = makeLabelServer();
    const right = { url: server.url, certificate: tls.certificate };

    const first = await labelServer.answers(right, never);
    const wrong = await labelServer.answers({ ...right, certificate: "0".repeat(64) }, never);
    const again = await labelServer.answers(right, never);

    expect([first, wrong, again]).toEqual([true, false, true]);
    expect(server.asked).toHaveLength(2);
  });

  it("is looked for at the pod itself, past a proxy of the environment", async () => {
    const tls = makeSelfSigned();
    const { url } = await start(tls);
    // This machine under an address that is not known as its own.
    const outside = url.replace("127.0.0.1", "0.0.0.0");
    vi.stubEnv("https_proxy", "http://127.0.0.1:1");
    onTestFinished(() => void vi.unstubAllEnvs());

    expect(await makeLabelServer().answers({ url: outside, certificate: tls.certificate }, never)).toBe(true);
  });

  it("of a server that never shows one is waited for no longer than the call, and left at the end", async () => {
    const met = Promise.withResolvers<void>();
    const closed = Promise.withResolvers<void>();
    const silent = createServer((socket) => {
      met.resolve();
      socket
        .on("error", () => undefined)
        .once("close", closed.resolve)
        .resume();
    });
    await using listening = await listenOnLoopback(silent);
    const clock = createSimulatedClock();
    const labelServer = createLabelServer({ clock });
    const server = { url: `https://127.0.0.1:${listening.port}/secret-key`, certificate: "0".repeat(64) };

    const asking = labelServer.info(server, never).catch((error: unknown) => error);
    await met.promise;
    await clock.advance(60_000);
    const error = await asking;
    await labelServer[Symbol.asyncDispose]();
    await closed.promise;

    expect(error).toMatchObject({ name: "UnreachableError", code: "server-busy" });
  });
});

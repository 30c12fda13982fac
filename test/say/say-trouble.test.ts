import { rm } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { writeBotAddress } from "../../src/say/bot-files.ts";
import { sampleCard } from "../support/chat-bench.ts";
import { setUpSay, until } from "../support/say-bench.ts";
import { startWeb } from "../support/web-bench.ts";

describe("a bot that can't be reached", () => {
  it("ends with 2 when no bot was ever started", async () => {
    const { say, home } = await setUpSay(sampleCard());
    await rm(path.join(home, "web.json"));

    const { code, err } = await say(["/pod up"]);

    expect([code, err]).toEqual([2, expect.stringContaining("npm start")]);
  });

  it("ends with 2 when nothing answers", async () => {
    const { say, web } = await setUpSay(sampleCard());
    await web[Symbol.asyncDispose]();

    expect(await say(["/pod up"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("does not answer"),
    });
  });

  it("goes on with the card when the bot comes back at another port", async () => {
    const { say, web, deps, home, clock, output } = await setUpSay(sampleCard({ title: "1" }));
    const said = say(["/pod up"]);
    await until(() => output.out.includes("● 1"));

    await web[Symbol.asyncDispose]();
    const { web: next } = await startWeb({ messages: deps.messages });
    await next.show(sampleCard({ title: "Live", outcome: "succeeded" }));
    await writeBotAddress(home, next.url);
    await until(
      () => output.out.includes("Live"),
      () => clock.advance(1000),
    );

    expect((await said).code).toBe(0);
  });

  it("ends with 2 when the bot stays away for a minute", async () => {
    const { say, web, clock, output } = await setUpSay(sampleCard());
    const said = say(["/pod up"]);
    await until(() => output.out !== "");

    await web[Symbol.asyncDispose]();
    await until(
      () => output.err !== "",
      () => clock.advance(1000),
    );

    expect(await said).toMatchObject({ code: 2, err: expect.stringContaining("/pod status") });
  });
});

describe("what say does not take", () => {
  it.each([[[]], [["  "]], [["--nonsense", "/pod up"]], [["--as"]]])("%j", async (argv) => {
    const { say, taken } = await setUpSay(sampleCard());

    const { code, err } = await say(argv);

    expect([code, err]).toEqual([1, expect.stringContaining("npm run say")]);
    expect(taken).toEqual([]);
  });

  it("tells the bot's own sentence about a line that is too long", async () => {
    const { say } = await setUpSay(sampleCard());

    const { code, err } = await say(["x".repeat(3000)]);

    expect([code, err]).toEqual([1, expect.stringContaining("2000 characters")]);
  });

  it("names an answer of another version", async () => {
    const { say } = await setUpSay({ ...sampleCard({ outcome: "succeeded" }), tone: JSON.parse('"blue"') });

    expect(await say(["/pod status"])).toMatchObject({
      code: 1,
      err: expect.stringContaining("same version"),
    });
  });

  it("ends with 130 when interrupted", async () => {
    const { say, interrupt, output } = await setUpSay(sampleCard());
    const said = say(["/pod up"]);
    await until(() => output.out !== "");

    interrupt.abort();

    expect((await said).code).toBe(130);
  });
});

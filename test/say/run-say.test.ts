import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Card } from "../../src/core/card.ts";
import { createMemoryClock } from "../../src/memory/clock.ts";
import { writeBotAddress } from "../../src/say/bot-files.ts";
import { type ExitCode, runSay } from "../../src/say/run-say.ts";
import { sampleCard } from "../support/chat-bench.ts";
import { startWeb, testToken } from "../support/web-bench.ts";

type Said = { readonly code: ExitCode; readonly out: string; readonly err: string };

async function makeHome(): Promise<string> {
  const home = await mkdtemp(path.join(tmpdir(), "labelpod-say-"));
  onTestFinished(() => rm(home, { recursive: true }));
  return home;
}

/** A bot whose answers are these cards in turn, and a `say` for it. */
async function setUp(cards: Card | readonly Card[]) {
  const left = [cards].flat();
  const home = await makeHome();
  const clock = createMemoryClock();
  const bench = await startWeb({}, () => left.shift() ?? sampleCard());
  for (const card of left) if (card.onlyFor === undefined) await bench.web.show(card);
  await writeFile(path.join(home, "web-token"), `${testToken}\n`);
  await writeBotAddress(home, bench.web.url);
  const interrupt = new AbortController();
  const output = { out: "", err: "" };

  async function say(argv: readonly string[], isTTY = false): Promise<Said> {
    const stdout = { isTTY, columns: 80, write: (text: string) => (output.out += text) };
    const stderr = { write: (text: string) => (output.err += text) };
    const code = await runSay({ argv, home, clock, stdout, stderr, signal: interrupt.signal });
    return { code, ...output };
  }

  return { ...bench, home, clock, output, interrupt, say };
}

/** Lets sockets and the test's clock go on until something is so. */
async function until(
  isSo: () => boolean,
  turn: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  while (!isSo()) {
    await turn();
    await setImmediate();
  }
}

const ada = { platform: "web", id: "web", name: "web" } as const;

describe("say", () => {
  it.each([
    ["succeeded", 0],
    ["failed", 1],
  ] as const)("ends at once by the outcome %s of a card that is over", async (outcome, code) => {
    const { say } = await setUp(sampleCard({ title: "Over", outcome }));

    expect(await say(["/pod status"])).toEqual({ code, out: expect.stringContaining("Over"), err: "" });
  });

  it("follows an open card until its work is over", async () => {
    const { say, web, output } = await setUp(sampleCard({ title: "1" }));

    const said = say(["/pod up"]);
    await until(() => output.out.includes("● 1"));
    await web.show(sampleCard({ title: "2" }));
    await web.show(sampleCard({ key: "other", title: "Another card", outcome: "failed" }));
    await until(() => output.out.includes("● 2"));
    await web.show(sampleCard({ title: "Live", tone: "good", outcome: "succeeded" }));

    const { code, out } = await said;
    expect(code).toBe(0);
    expect(out).toBe("● 1 (in progress)\n  0 %\n\n● 2 (in progress)\n  0 %\n\n✔ Live (good)\n  0 %\n");
  });

  it("rewrites the card in place on a terminal", async () => {
    const { say, web, output } = await setUp(sampleCard({ title: "1", lines: [["x".repeat(100)]] }));

    const said = say(["/pod up"], true);
    await until(() => output.out.includes("● 1"));
    await web.show(sampleCard({ title: "Live", outcome: "succeeded" }));

    expect((await said).out).toContain("\u001B[3F\u001B[J");
  });

  it("takes an answer for the asker alone as the end", async () => {
    const { say } = await setUp(sampleCard({ onlyFor: ada, outcome: "open" }));

    expect((await say(["/pod status"])).code).toBe(0);
  });

  it("writes one JSON object per change", async () => {
    const { say } = await setUp(sampleCard({ outcome: "succeeded" }));

    const { out } = await say(["--json", "/pod status"]);

    expect(out.split("\n")).toHaveLength(2);
    expect(JSON.parse(out)).toEqual({
      card: sampleCard({ outcome: "succeeded" }),
      text: "● Pod starting (in progress)\n  0 %",
    });
  });

  it("gives the command under the name and takes words without quotes as one", async () => {
    const { say, taken } = await setUp(sampleCard({ outcome: "succeeded" }));

    await say(["--as", "Ada", "/pod", "status", "gpu:A40"]);

    expect(taken).toMatchObject([{ person: { name: "Ada" }, commandLine: "pod status gpu:A40" }]);
  });
});

describe("a command that has to be confirmed", () => {
  const question = sampleCard({
    onlyFor: ada,
    title: "Delete?",
    actions: [{ label: "Delete", commandLine: "labelpod confirm id:q3", style: "danger" }],
  });
  const answers = [question, sampleCard({ onlyFor: ada, title: "Deleted", outcome: "succeeded" })];

  it("is confirmed by --yes", async () => {
    const { say, taken } = await setUp(answers);

    const { code, out } = await say(["--yes", "/pod delete"]);

    expect(code).toBe(0);
    expect(taken.map(({ commandLine }) => commandLine)).toEqual(["pod delete", "labelpod confirm id:q3"]);
    expect(out).toContain("Deleted");
  });

  it("is left alone without it, and says so", async () => {
    const { say, taken } = await setUp(answers);

    const { code, err } = await say(["/pod delete"]);

    expect(code).toBe(1);
    expect(taken).toHaveLength(1);
    expect(err).toContain("--yes");
  });
});

describe("a bot that can't be reached", () => {
  it("ends with 2 when no bot was ever started", async () => {
    const { say, home } = await setUp(sampleCard());
    await rm(path.join(home, "web.json"));

    const { code, err } = await say(["/pod up"]);

    expect([code, err]).toEqual([2, expect.stringContaining("npm start")]);
  });

  it("ends with 2 when nothing answers", async () => {
    const { say, web } = await setUp(sampleCard());
    await web[Symbol.asyncDispose]();

    expect(await say(["/pod up"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("does not answer"),
    });
  });

  it("goes on with the card when the bot comes back at another port", async () => {
    const { say, web, deps, home, clock, output } = await setUp(sampleCard({ title: "1" }));
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
    const { say, web, clock, output } = await setUp(sampleCard());
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
    const { say, taken } = await setUp(sampleCard());

    const { code, err } = await say(argv);

    expect([code, err]).toEqual([1, expect.stringContaining("npm run say")]);
    expect(taken).toEqual([]);
  });

  it("tells the bot's own sentence about a line that is too long", async () => {
    const { say } = await setUp(sampleCard());

    const { code, err } = await say(["x".repeat(3000)]);

    expect([code, err]).toEqual([1, expect.stringContaining("2000 characters")]);
  });

  it("names an answer of another version", async () => {
    const { say } = await setUp({ ...sampleCard({ outcome: "succeeded" }), tone: JSON.parse('"blue"') });

    expect(await say(["/pod status"])).toMatchObject({
      code: 1,
      err: expect.stringContaining("same version"),
    });
  });

  it("ends with 130 when interrupted", async () => {
    const { say, interrupt, output } = await setUp(sampleCard());
    const said = say(["/pod up"]);
    await until(() => output.out !== "");

    interrupt.abort();

    expect((await said).code).toBe(130);
  });
});

import { describe, expect, it } from "vitest";
import { sampleCard } from "../support/chat-bench.ts";
import { ada, setUpSay, until } from "../support/say-bench.ts";

describe("say", () => {
  it.each([
    ["succeeded", 0],
    ["failed", 1],
  ] as const)("ends at once by the outcome %s of a card that is over", async (outcome, code) => {
    const { say } = await setUpSay(sampleCard({ title: "Over", outcome }));

    expect(await say(["/pod status"])).toEqual({ code, out: expect.stringContaining("Over"), err: "" });
  });

  it("follows an open card until its work is over", async () => {
    const { say, web, output } = await setUpSay(sampleCard({ title: "1" }));

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
    const { say, web, output } = await setUpSay(sampleCard({ title: "1", lines: [["x".repeat(100)]] }));

    const said = say(["/pod up"], true);
    await until(() => output.out.includes("● 1"));
    await web.show(sampleCard({ title: "Live", outcome: "succeeded" }));

    expect((await said).out).toContain("\u001B[3F\u001B[J");
  });

  it("takes an answer for the asker alone as the end", async () => {
    const { say } = await setUpSay(sampleCard({ onlyFor: ada, outcome: "open" }));

    expect((await say(["/pod status"])).code).toBe(0);
  });

  it("writes one JSON object per change", async () => {
    const { say } = await setUpSay(sampleCard({ outcome: "succeeded" }));

    const { out } = await say(["--json", "/pod status"]);

    expect(out.split("\n")).toHaveLength(2);
    expect(JSON.parse(out)).toEqual({
      card: sampleCard({ outcome: "succeeded" }),
      text: "● Pod starting (in progress)\n  0 %",
    });
  });

  it("gives the command under the name and takes words without quotes as one", async () => {
    const { say, taken } = await setUpSay(sampleCard({ outcome: "succeeded" }));

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
    const { say, taken } = await setUpSay(answers);

    const { code, out } = await say(["--yes", "/pod delete"]);

    expect(code).toBe(0);
    expect(taken.map(({ commandLine }) => commandLine)).toEqual(["pod delete", "labelpod confirm id:q3"]);
    expect(out).toContain("Deleted");
  });

  it("is left alone without it, and says so", async () => {
    const { say, taken } = await setUpSay(answers);

    const { code, err } = await say(["/pod delete"]);

    expect(code).toBe(1);
    expect(taken).toHaveLength(1);
    expect(err).toContain("--yes");
  });
});

import { describe, expect, it } from "vitest";
import { renderForTerminal } from "../../../src/chat/terminal/render.ts";
import { code, line, mention, moment, strong } from "../../../src/core/records/text.ts";
import { sampleCard } from "../../support/chat-bench.ts";

const nowMs = Date.UTC(2026, 0, 5, 16, 26);
const options = { nowMs, timeZone: "UTC" };

describe("renderForTerminal", () => {
  it("writes every part of a card as plain text", () => {
    const ada = { platform: "web", id: "ada", name: "Ada" } as const;
    const card = sampleCard({
      title: "Pod k7 is coming up",
      lines: [line`Asked for by ${mention(ada)}, ${strong("stops")} ${moment(nowMs + 840_000)}`],
      bar: { fraction: 0.62, label: "62 %" },
      fields: [
        { name: "Server URL", value: line`${code("http://127.0.0.1:8000")}` },
        { name: "Models", value: ["deepedit"] },
      ],
      steps: [
        { title: "Choose a GPU", state: "done", elapsedMs: 2000, expectedMs: 5000 },
        { title: "Install", state: "now", elapsedMs: 70_000, expectedMs: 240_000 },
        { title: "Start the server", state: "next", expectedMs: 60_000 },
      ],
      actions: [{ label: "Stop", commandLine: "pod down", style: "danger" }],
    });

    expect(renderForTerminal(card, options)).toBe(
      [
        "● Pod k7 is coming up (in progress)",
        "  Asked for by Ada, stops in 14 min (16:40)",
        "  ██████████████░░░░░░░░░░ 62 %",
        "  Server URL  http://127.0.0.1:8000",
        "  Models      deepedit",
        "  ✔ Choose a GPU      2 s",
        "  ▶ Install           1 min 10 s of about 4 min",
        "  · Start the server  about 1 min",
        "  Stop  /pod down",
      ].join("\n"),
    );
  });

  it("lets no control character through", () => {
    const card = sampleCard({ title: "a\u001B[2Jb", lines: [["c\nd\u202Ee"]] });

    expect(renderForTerminal(card, options)).toBe("● a [2Jb (in progress)\n  c d e");
  });

  it("uses colour only when asked to", () => {
    const card = sampleCard({ tone: "bad", title: "Down", lines: [] });

    expect(renderForTerminal(card, options)).toBe("✘ Down (failed)");
    expect(renderForTerminal(card, { ...options, useColor: true })).toContain("\u001B[31m");
  });
});

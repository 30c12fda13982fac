import { expect, test } from "vitest";
import { describeByFolder, summarySchema } from "../../scripts/coverage/by-folder.ts";

function count(number: number): unknown {
  return { total: 200, covered: number, skipped: 0, pct: number / 2 };
}

function covered(lines: number, branches: number): unknown {
  return { lines: count(lines), branches: count(branches), functions: count(0) };
}

test("lines and branches are told by folders of two levels, and no share is rounded up", () => {
  const summary = summarySchema.parse({
    total: covered(0, 0),
    "/project/src/main.ts": covered(0, 0),
    "/project/src/core/money/book-pod.ts": covered(200, 199),
    "/project/src/core/money/deep/below.ts": covered(100, 200),
    "/project/src/chat/board/board.ts": covered(200, 200),
  });

  const lines = describeByFolder(summary, "/project");

  expect(lines.map((line) => line.replaceAll(/ {2,}/g, " | "))).toEqual([
    "folder | lines branches",
    "src | 0 % | 0 %",
    "src/chat/board | 100 % | 100 %",
    "src/core/money | 75 % | 99 %",
    "all | 62 % | 74 %",
  ]);
});

test("a folder without a branch has no share of them", () => {
  const nothing = { total: 0, covered: 0 };

  const [, row] = describeByFolder(
    { "/project/src/a/b.ts": { lines: nothing, branches: nothing } },
    "/project",
  );

  expect(row?.split(/ {2,}/)).toEqual(["src/a", "–", "–"]);
});

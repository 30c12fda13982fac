import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");

type Stop = { readonly file: string; readonly isBehindPort: boolean };

/** The most files that a newcomer should have to open for each story. */
const aims: Readonly<Record<string, number>> = {
  "`/pod up` to a rented machine": 6,
  "a pod that nobody uses is stopped": 5,
  "`/train` to its accuracy": 6,
};

describe("the stories of ARCHITECTURE.md", () => {
  const stories = readStories();

  it.each(Object.entries(aims))("%s is told in %i files at most", (name, most) => {
    const files = stories.get(name) ?? [];

    expect(files.length).toBeGreaterThan(2);
    expect(files.length).toBeLessThanOrEqual(most);
  });

  it.each([...stories])("each file of %s is imported by one before it, or lies behind a port", (_, files) => {
    const lost = files.filter(
      ({ file, isBehindPort }, index) =>
        index > 0 && !isBehindPort && !files.slice(0, index).some((before) => imports(before.file, file)),
    );

    expect(lost).toEqual([]);
  });
});

function readStories(): ReadonlyMap<string, readonly Stop[]> {
  const text = readFileSync(path.join(root, "ARCHITECTURE.md"), "utf8");
  const section = text.split("## Three stories, file by file")[1]?.split("\n## ")[0] ?? "";
  const rows = [...section.matchAll(/^\| (?!Story|---)(.+?) \| (.+) \|$/gmu)];
  return new Map(rows.map(([, name = "", files = ""]) => [name, readStops(files)]));
}

function readStops(files: string): readonly Stop[] {
  return files.split(" → ").map((part) => ({
    file: /`(src\/[\w./-]+)`/u.exec(part)?.[1] ?? part,
    isBehindPort: part.startsWith("by `"),
  }));
}

function imports(file: string, other: string): boolean {
  const specifiers = [...readFileSync(path.join(root, file), "utf8").matchAll(/from "(\.[^"]+)"/gu)];
  return specifiers.some(([, specifier = ""]) => path.join(path.dirname(file), specifier) === other);
}

import path from "node:path";
import { z } from "zod";

const countSchema = z.object({ total: z.number(), covered: z.number() });
const fileSchema = z.object({ lines: countSchema, branches: countSchema });

/** What the test runner writes as `json-summary`, by the full paths of files; its own sum of all is left out. */
export const summarySchema = z
  .record(z.string(), fileSchema)
  .transform((rows) => Object.fromEntries(Object.entries(rows).filter(([name]) => name !== "total")));

type Count = z.infer<typeof countSchema>;
type Covered = z.infer<typeof fileSchema>;

const LEVELS = 2;
const none: Covered = { lines: { total: 0, covered: 0 }, branches: { total: 0, covered: 0 } };

/** One line for each folder two levels below `src/`, and one for all of it. */
export function describeByFolder(files: Readonly<Record<string, Covered>>, root: string): readonly string[] {
  const folders = new Map<string, Covered>();
  for (const [file, covered] of Object.entries(files)) {
    const folder = folderOf(path.relative(root, file));
    folders.set(folder, sum(folders.get(folder) ?? none, covered));
  }
  const rows = [...folders].toSorted(([a], [b]) => a.localeCompare(b, "en"));
  const width = Math.max(...rows.map(([folder]) => folder.length));
  return [
    `${"folder".padEnd(width)}   lines branches`,
    ...[...rows, ["all", [...folders.values()].reduce(sum, none)] as const].map(
      ([folder, { lines, branches }]) =>
        `${folder.padEnd(width)} ${percent(lines).padStart(7)} ${percent(branches).padStart(8)}`,
    ),
  ];
}

function folderOf(file: string): string {
  return path
    .dirname(file)
    .split(path.sep)
    .slice(0, LEVELS + 1)
    .join("/");
}

function sum(one: Covered, other: Covered): Covered {
  return { lines: add(one.lines, other.lines), branches: add(one.branches, other.branches) };
}

function add(one: Count, other: Count): Count {
  return { total: one.total + other.total, covered: one.covered + other.covered };
}

/** Rounded down, so that 100 % is nothing but all. */
function percent({ total, covered }: Count): string {
  return total === 0 ? "–" : `${Math.floor((100 * covered) / total)} %`;
}

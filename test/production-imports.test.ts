import { readFileSync, readdirSync } from "node:fs";
import { builtinModules } from "node:module";
import path from "node:path";
import { expect, test } from "vitest";
import packageJson from "../package.json" with { type: "json" };

// A user's install has the dependencies alone: what the launcher runs without the others must import nothing else.

const root = path.resolve(import.meta.dirname, "..");
const sources = readdirSync(path.join(root, "src"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => path.join("src", file))
  .concat("scripts/slack-manifest.ts");

/** What a file imports at run time, by whichever form. */
function findImports(text: string): readonly string[] {
  const statements = text.matchAll(/^(?:import|export)\s(?!type\s)(?:[^"';]*?\sfrom\s)?"([^"]+)"/gm);
  const calls = text.matchAll(/\b(?:import|require|resolve)\(\s*"([^"]+)"/g);
  return [...statements, ...calls].flatMap(([, name]) => name ?? []);
}

function packageOf(name: string): string {
  return name.split("/", name.startsWith("@") ? 2 : 1).join("/");
}

function isForUsers(file: string, name: string): boolean {
  if (name.startsWith(".")) {
    const target = path.relative(root, path.resolve(root, path.dirname(file), name));
    return target.startsWith(`src${path.sep}`) || target === "package.json";
  }
  const isBuiltin = name.startsWith("node:") || builtinModules.includes(name);
  return isBuiltin || packageOf(name) in packageJson.dependencies;
}

test("what users run imports its own sources and the dependencies, nothing of tests or of their packages", () => {
  const imports = sources.flatMap((file) =>
    findImports(readFileSync(path.join(root, file), "utf8")).map((name) => ({ file, name })),
  );

  expect(imports.length).toBeGreaterThan(500);
  expect(imports.filter(({ file, name }) => !isForUsers(file, name))).toEqual([]);
});

import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { renderArchitecture } from "../../scripts/docs/architecture.ts";
import { renderFailures } from "../../scripts/docs/failure-page.ts";
import { collectFailures } from "../../scripts/docs/failures.ts";
import { renderReadme } from "../../scripts/docs/readme.ts";
import { troubles } from "../../scripts/docs/runpod/troubles.ts";
import { readSettings } from "../../scripts/docs/settings.ts";
import { commandTable, optionTable, putTable } from "../../scripts/docs/tables.ts";
import { variables } from "../../src/config/variables.ts";
import { readConfig } from "../../src/config/read-config.ts";

const root = path.resolve(import.meta.dirname, "../..");
const readme = readFileSync(path.join(root, "README.md"), "utf8");
const example = readFileSync(path.join(root, ".env.example"), "utf8");
const settings = readSettings(example).flatMap((group) => group.settings);

describe("README.md", () => {
  test("holds the tables that the code gives; `npm run docs` writes them", () => {
    expect(readme).toBe(renderReadme(readme, example));
  });
});

describe("ARCHITECTURE.md", () => {
  test("draws the transitions that the code has; `npm run docs` writes them", () => {
    const architecture = readFileSync(path.join(root, "ARCHITECTURE.md"), "utf8");

    expect(architecture).toBe(renderArchitecture(architecture));
  });
});

describe("docs/failures.md", () => {
  test("says what the code says; `npm run docs` writes it", async () => {
    const page = readFileSync(path.join(root, "docs/failures.md"), "utf8");

    expect(page).toBe(renderFailures(await collectFailures(), troubles));
  });
});

describe.each(["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"])("%s", (name) => {
  test("names only files of the project that are there", () => {
    const text = readFileSync(path.join(root, name), "utf8");
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/gu)].map(([, link = ""]) => link);
    const quoted = [...text.matchAll(/`((?:src|pod|test|lint|bin|scripts)\/[\w./-]+)`/gu)].map(
      ([, file = ""]) => file,
    );

    const files = [...links, ...quoted];
    expect(files.length).toBeGreaterThan(3);
    expect(files.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
  });
});

describe(".env.example", () => {
  test("names every setting that is read, and no other", () => {
    const names = settings.map(({ name }) => name);

    expect(names.toSorted()).toEqual(Object.keys(variables.shape).toSorted());
  });

  test("gives the defaults that are taken", () => {
    const given = Object.fromEntries(
      settings
        .filter(({ byDefault }) => byDefault !== "")
        .map(({ name, byDefault }) => [name, byDefault.replace(/^~/u, process.env["HOME"] ?? "~")]),
    );

    expect(variables.parse(given)).toMatchObject(variables.parse({}));
    expect({ ...readConfig(given), environment: {} }).toEqual({ ...readConfig({}), environment: {} });
  });
});

describe("the tables", () => {
  test("leave out what only buttons reach", () => {
    const shown = { path: ["pod", "up"], summary: "Rents | starts", options: [] } as const;
    const hidden = { path: ["labelpod", "confirm"], summary: "x", options: [], isHidden: true } as const;

    const table = commandTable([shown, hidden]);

    expect(table).toContain("| `/pod up` | Rents \\| starts |  |");
    expect(table).not.toContain("confirm");
  });

  test("show where a value needs no name, and what a time of day looks like", () => {
    const options = [
      { name: "for", summary: "How long", type: "duration", isPositional: true },
      { name: "until", summary: "Until when", type: "clock" },
    ] as const;
    const keep = { path: ["pod", "keep"], summary: "Keeps it", options } as const;

    expect(commandTable([keep])).toContain("| `/pod keep <for>` | Keeps it | `for` `until` |");
    expect(optionTable([keep], "pod keep")).toContain("| `until` | Until when | such as `18:00` |");
  });

  test("fail for a command that is no more, and for a text without markers", () => {
    expect(() => optionTable([], "pod up")).toThrow("there is no command pod up");
    expect(() => putTable("text", "commands", "")).toThrow("the markers of commands are missing");
  });

  test("fail for a variable that nothing is said about", () => {
    expect(() => readSettings("# == Group ==\n\n#NAME=\n")).toThrow("nothing about NAME");
  });
});

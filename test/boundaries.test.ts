import { readdirSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { freeFolders, layers } from "../lint/imports.ts";
import { plantedImports } from "./boundaries/planted-imports.ts";

const root = path.resolve(import.meta.dirname, "..");

/** Folders whose own folders have rows too. */
const divided = ["core", "jobs", "commands", "runpod", "chat"];

function foldersOf(folderPath: string): string[] {
  const entries = readdirSync(path.join(root, folderPath), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

test("each folder of src has its row in the table of imports", () => {
  const inside = divided.flatMap((parent) => foldersOf(`src/${parent}`).map((name) => `${parent}/${name}`));
  const names = [...foldersOf("src"), ...inside];

  expect(names.filter((name) => !(name in layers) && !freeFolders.includes(name))).toEqual([]);
  expect(Object.keys(layers).filter((name) => !names.includes(name))).toEqual([]);
});

test("each row of the table has its planted violation", () => {
  expect(plantedImports.map(({ file }) => path.dirname(file)).toSorted()).toEqual(
    Object.keys(layers).toSorted(),
  );
});

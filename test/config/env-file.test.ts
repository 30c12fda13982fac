import { mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { ConfigError, readConfig } from "../../src/config/read-config.ts";
import { loadEnvFile } from "../../src/config/env-file.ts";

it("loadEnvFile() adds what stands in the file to the settings", async () => {
  await using folder = await mkdtempDisposable(path.join(tmpdir(), "labelpod-env-"));
  const file = path.join(folder.path, ".env");
  await writeFile(file, "LABELPOD_TEAM=from-the-file\n");

  loadEnvFile(file);

  expect(readConfig().teamId).toBe("from-the-file");
});

it("loadEnvFile() changes nothing when there is no file", () => {
  const before = readConfig();

  loadEnvFile("/nowhere/.env");

  expect(readConfig()).toEqual(before);
});

it("loadEnvFile() says in a sentence that the file can't be read", async () => {
  await using folder = await mkdtempDisposable(path.join(tmpdir(), "labelpod-env-"));

  expect(() => loadEnvFile(folder.path)).toThrow(ConfigError);
});

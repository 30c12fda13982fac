import { readFileSync } from "node:fs";
import { z } from "zod";
import { UserFacingError } from "../core/common/errors.ts";
import { configWords } from "../core/words/config.ts";
import type { AppSettings } from "../monai/app-settings.ts";

const settings = {
  labels: z.record(z.string().regex(/^[\w -]{1,40}$/u), z.int().min(0).max(255)).optional(),
  spatialSize: z.array(z.int().min(32).multipleOf(32)).length(3).optional(),
  targetSpacing: z.array(z.number().positive().max(50)).length(3).optional(),
};
const file = z.strictObject({
  ...settings,
  models: z.record(z.string(), z.strictObject(settings)).optional(),
});

/** Labels, input size and spacing from a JSON file. @throws UserFacingError that names what is wrong in it */
export function readAppSettings(name: string): AppSettings {
  const parsed = file.safeParse(readJson(name));
  if (!parsed.success) {
    const places = parsed.error.issues.map((issue) => issue.path.join(".") || "the whole");
    throw new UserFacingError("app-settings", configWords.appSettings([...new Set(places)]));
  }
  return parsed.data;
}

function readJson(name: string): unknown {
  try {
    return JSON.parse(readFileSync(name, "utf8"));
  } catch (error) {
    throw new UserFacingError("app-settings", configWords.appSettingsUnread(), { cause: error });
  }
}

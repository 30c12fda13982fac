import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

export type RecordingName =
  | "info"
  | "info_running"
  | "info_done"
  | "train_none"
  | "train_submit"
  | "train_submit_twice"
  | "train_running"
  | "train_done"
  | "train_unknown_after";

const folder = path.resolve(import.meta.dirname, "../fixtures/monai-label");
const recording = z.object({ status: z.int(), body: z.looseObject({}) });

/** What a real MONAI Label 0.8.5 answered. */
export type Recording = z.infer<typeof recording>;

export function readRecording(name: RecordingName): Recording {
  return recording.parse(readJson(`${name}.json`));
}

/** The log lines of a recorded training. */
export function readDetails(name: RecordingName): readonly string[] {
  return z.object({ details: z.array(z.string()) }).parse(readRecording(name).body).details;
}

export function readJson(file: string): unknown {
  return JSON.parse(readFileSync(path.join(folder, file), "utf8"));
}

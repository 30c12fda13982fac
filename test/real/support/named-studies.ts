import { execFile } from "node:child_process";
import { copyFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { podPython } from "./cache.ts";

const run = promisify(execFile);
const samples = path.resolve(import.meta.dirname, "../../../pod/sample_studies.py");

/** A folder of images whose files are named after a patient, and one more that can't be read. */
export type NamedStudies = { spoil(): Promise<void>; mend(): Promise<void> };

/** Makes volumes on which DeepEdit learns in a folder that is not there yet. */
export async function makeNamedStudies(folder: string, surname: string): Promise<NamedStudies> {
  await run(podPython, [samples, "--studies", folder]);
  const labels = path.join(folder, "labels/final");
  for (const part of [folder, labels]) {
    const images = (await readdir(part)).filter((name) => name.endsWith(".nii.gz"));
    await Promise.all(
      images.map((name) => rename(path.join(part, name), path.join(part, `${surname}_${name}`))),
    );
  }
  const broken = `${surname}_broken.nii.gz`;
  const [image, label] = [path.join(folder, broken), path.join(labels, broken)];
  return {
    async spoil() {
      await copyFile(path.join(folder, `${surname}_sample_01.nii.gz`), label);
      await writeFile(image, `no volume of ${surname} at all`);
    },
    async mend() {
      await rm(label);
      await rm(image);
    },
  };
}

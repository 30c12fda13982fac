import { createHash } from "node:crypto";
import type { SoftwareStep } from "../core/ports/software.ts";
import type { PodFile } from "./pod-files.ts";

/** `$1` is the workspace, `$2` the checksums of all files; one command tells whether a volume has them. */
const checkFiles = `cd "$1" && printf %s "$2" | sha256sum --check --status`;

/** labelpod's programs on the pod, exactly those of this version. */
export function filesStep(podFiles: readonly PodFile[]): SoftwareStep {
  const checksums = podFiles.map((file) => `${sha256(file.content)}  ${file.path}\n`).join("");
  return {
    name: "files",
    expectedMs: 3_000,
    timeoutMs: 5 * 60_000,
    async look({ shell, machine }, signal) {
      const argv = ["sh", "-c", checkFiles, "sh", machine.workspace, checksums];
      const { exitCode } = await shell.run(machine, { argv, timeoutMs: 20_000 }, signal);
      return { state: exitCode === 0 ? "done" : "todo" };
    },
    begin({ shell, machine }, signal) {
      const files = podFiles.map((file) => ({ ...file, path: `${machine.workspace}/${file.path}` }));
      return shell.upload(machine, files, signal);
    },
  };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

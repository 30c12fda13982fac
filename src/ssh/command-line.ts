import path from "node:path";
import type { RemoteCommand, RemoteFile } from "../core/ports/shell.ts";
import { quote } from "./quote.ts";

// Set by RunPod's images and read by interactive shells only (container-template/start.sh): RUNPOD_* and the pod's own variables.
const environmentFile = "/etc/rp_environment";

// Beyond the time that its caller waits, so that the caller's own limit is what people hear of.
const extraS = 5;

/**
 * The line that runs a program as it would run in a session on the pod; its error stream does not leave the pod.
 * A program that hangs is ended there too: what is asked again and again would pile up otherwise.
 */
export function toCommandLine({ argv, timeoutMs }: RemoteCommand): string {
  const load = `[ -f ${environmentFile} ] && . ${environmentFile} >/dev/null`;
  const timeoutS = Math.ceil(timeoutMs / 1000) + extraS;
  return `exec 2>/dev/null; ${load}; exec timeout -s KILL ${timeoutS} ${quote(argv)}`;
}

// The size is compared because a connection that breaks looks like the end of the file.
const uploadScript = [
  `trap 'rm -f "$2"' EXIT`,
  `mkdir -p "$1" && (umask 077; cat >"$2") && [ "$(wc -c <"$2")" -eq "$3" ] && [ ! -d "$5" ] &&`,
  `chmod "$4" "$2" && mv -f "$2" "$5"`,
].join("\n");

/** A program that puts its input at the file's path, whole or not at all. */
export function toUpload({ path: target, content, mode }: RemoteFile, unique: string): readonly string[] {
  const folder = path.posix.dirname(target);
  const temporary = path.posix.join(folder, `.labelpod-${unique}`);
  const size = String(Buffer.byteLength(content));
  return ["sh", "-c", uploadScript, "upload", folder, temporary, size, mode.toString(8), target];
}

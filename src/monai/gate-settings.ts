import { createHash } from "node:crypto";
import { lockOf } from "../core/records/pod.ts";
import type { Keys } from "../core/ports/pod-keys.ts";
import type { RemoteFile } from "../core/ports/shell.ts";
import type { RunningPod } from "../core/ports/software.ts";
import { serverBase } from "../core/records/server-address.ts";
import { podHome } from "./pod-home.ts";

/** A team's own logins by name: `scrypt$salt$hash`, each part in base64. */
export type Logins = Readonly<Record<string, string>>;

/** What the gate on the pod goes by, also while it runs: whoever reads it learns no key. */
export function gateSettings({ pod, machine }: RunningPod, keys: Keys, logins: Logins): RemoteFile {
  const lock = lockOf(pod);
  const content = {
    people: sha256(keys.ofPeople(lock)),
    bot: sha256(keys.ofBot(lock)),
    // Where browsers reach it, by which the gate tells its own pages from others.
    origin: new URL(serverBase({ request: pod.request, run: { machine } })).origin,
    logins,
  };
  return {
    path: `${podHome(machine).folder}/gate.json`,
    content: JSON.stringify(content, undefined, 2),
    mode: 0o600,
  };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

import { randomBytes } from "node:crypto";
import { mkdir, readFile, readdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { podEndSchema, podStateSchema, type PodState } from "./schema.ts";
import { writeWhole } from "./write-file.ts";

/**
 * The folders of this machine's pods: `pods/<id>/workspace/`, and beside it `state.json`, which the bot alone writes, and
 * `ended.json`, which the pod's watchdog alone writes.
 */
export type PodFolders = {
  ids(): Promise<readonly string[]>;
  workspace(id: string): string;
  /** Where the pod's watchdog looks for its lease. */
  leaseFile(id: string): string;
  /** Where the pod's watchdog notes the start that it ends. */
  endFile(id: string): string;
  /** The start that a watchdog has ended last, if there is one. */
  readEndedStart(id: string): Promise<string | undefined>;
  /** Undefined when there is no such pod. @throws when its state file is broken */
  read(id: string): Promise<PodState | undefined>;
  write(id: string, state: PodState): Promise<void>;
  /** Makes a new folder under a new id; it appears whole. */
  make(state: PodState): Promise<string>;
  remove(id: string): Promise<void>;
};

const stateName = "state.json";

export function createPodFolders(home: string): PodFolders {
  const root = path.join(path.resolve(home), "pods");
  const stateFile = (id: string): string => path.join(root, id, stateName);
  const endFile = (id: string): string => path.join(root, id, "ended.json");
  return {
    ids: async () => (await entries(root)).filter(isPodId),
    workspace: (id) => path.join(root, id, "workspace"),
    leaseFile: (id) => path.join(root, id, "lease.json"),
    endFile,
    readEndedStart: async (id) => readEndedStart(endFile(id)),
    read: async (id) => (isPodId(id) ? readState(stateFile(id)) : undefined),
    write: (id, state) => writeState(stateFile(id), state),
    async make(state) {
      const id = `local-${randomBytes(5).toString("hex")}`;
      const unfinished = path.join(root, `.${id}`);
      // Images and labels come to lie there, and a data folder that was made by hand may be open to others.
      await mkdir(path.join(unfinished, "workspace"), { recursive: true, mode: 0o700 });
      await writeState(path.join(unfinished, stateName), state);
      await rename(unfinished, path.join(root, id));
      return id;
    },
    async remove(id) {
      if (!isPodId(id)) return;
      // The state goes last, so that a removal that was cut short is found again and repeated.
      const others = (await entries(path.join(root, id))).filter((name) => name !== stateName);
      for (const name of others) await removeWhole(path.join(root, id, name));
      await removeWhole(path.join(root, id));
    },
  };
}

/** Ids become paths, so nothing but these characters may be in one. */
function isPodId(text: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,62}$/.test(text);
}

function writeState(file: string, state: PodState): Promise<void> {
  return writeWhole(file, `${JSON.stringify(state, undefined, 2)}\n`, 0o600);
}

async function readState(file: string): Promise<PodState | undefined> {
  const text = await readFile(file, "utf8").catch(unlessMissing(undefined));
  return text === undefined ? undefined : podStateSchema.parse(JSON.parse(text));
}

/** One that can't be understood tells of no end. */
async function readEndedStart(file: string): Promise<string | undefined> {
  const text = await readFile(file, "utf8").catch(unlessMissing(undefined));
  if (text === undefined) return undefined;
  try {
    return podEndSchema.parse(JSON.parse(text)).startId;
  } catch {
    return undefined;
  }
}

function removeWhole(place: string): Promise<void> {
  return rm(place, { recursive: true, force: true, maxRetries: 3 });
}

function entries(folder: string): Promise<string[]> {
  return readdir(folder).catch(unlessMissing<string[]>([]));
}

function unlessMissing<T>(instead: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return instead;
    throw error;
  };
}

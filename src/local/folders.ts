import { randomBytes } from "node:crypto";
import { mkdir, readFile, readdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { podStateSchema, type PodState } from "./schema.ts";
import { writeWhole } from "./write-file.ts";

/** The folders of this machine's pods: `pods/<id>/state.json` and `pods/<id>/workspace/`. */
export type PodFolders = {
  ids(): Promise<readonly string[]>;
  workspace(id: string): string;
  /** Undefined when there is no such pod. @throws when its state file is broken */
  read(id: string): Promise<PodState | undefined>;
  write(id: string, state: PodState): Promise<void>;
  /** Makes a new folder under a new id; it appears whole. */
  make(state: PodState): Promise<string>;
  remove(id: string): Promise<void>;
};

export function createPodFolders(home: string): PodFolders {
  const root = path.join(path.resolve(home), "pods");
  const stateFile = (id: string): string => path.join(root, id, "state.json");
  return {
    ids: async () => (await entries(root)).filter(isPodId),
    workspace: (id) => path.join(root, id, "workspace"),
    read: async (id) => (isPodId(id) ? readState(stateFile(id)) : undefined),
    write: (id, state) => writeState(stateFile(id), state),
    async make(state) {
      const id = `local-${randomBytes(5).toString("hex")}`;
      const unfinished = path.join(root, `.${id}`);
      // Images and labels come to lie there, and a data folder that was made by hand may be open to others.
      await mkdir(path.join(unfinished, "workspace"), { recursive: true, mode: 0o700 });
      await writeState(path.join(unfinished, "state.json"), state);
      await rename(unfinished, path.join(root, id));
      return id;
    },
    async remove(id) {
      if (!isPodId(id)) return;
      // The state goes last, so that a removal that was cut short is found again and repeated.
      await rm(path.join(root, id, "workspace"), { recursive: true, force: true, maxRetries: 3 });
      await rm(path.join(root, id), { recursive: true, force: true, maxRetries: 3 });
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

function entries(folder: string): Promise<string[]> {
  return readdir(folder).catch(unlessMissing<string[]>([]));
}

function unlessMissing<T>(instead: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return instead;
    throw error;
  };
}

import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { z } from "zod";

const run = promisify(execFile);
const server = path.resolve(import.meta.dirname, "../../../pod/server.py");

/** The one pod of a bot's data folder, looked at from inside. */
export type LocalPod = {
  readonly workspace: string;
  /** The folder `labelpod` on it. */
  readonly folder: string;
  status(): Promise<z.infer<typeof statusSchema>>;
  activity(): Promise<z.infer<typeof activitySchema>>;
  /** The process that listens where people come in. */
  gatePid(): Promise<number>;
};

const statusSchema = z.object({
  state: z.string(),
  pid: z.number().nullable(),
  trainingPids: z.array(z.number()),
});

const activitySchema = z.object({
  acts: z.record(z.string(), z.number()),
  people: z.number(),
  work: z.array(z.string()),
  unknown: z.array(z.string()),
  server: z.object({ state: z.string() }),
});

export async function findLocalPod(home: string): Promise<LocalPod> {
  const [id = ""] = await readdir(path.join(home, "pods"));
  const workspace = path.join(home, "pods", id, "workspace");
  const folder = path.join(workspace, "labelpod");
  // As one of the pod's own programs, or logins on this machine would count.
  const env = { ...process.env, LABELPOD_POD: "look" };
  const ask = async (action: string): Promise<unknown> => {
    const { stdout } = await run("python3", ["-B", server, action, "--home", folder], { env });
    return JSON.parse(stdout);
  };
  return {
    workspace,
    folder,
    status: async () => statusSchema.parse(await ask("status")),
    activity: async () => activitySchema.parse(await ask("activity")),
    async gatePid() {
      const text = await readFile(path.join(folder, "server.pid.json"), "utf8");
      return z.object({ pid: z.number() }).parse(JSON.parse(text)).pid;
    },
  };
}

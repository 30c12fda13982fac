import type { Clock } from "../core/common/clock.ts";
import type { ServerAddress } from "../core/records/server-address.ts";
import type { TrainTask } from "../core/records/training.ts";
import { labelServerFailures } from "../core/words/label-server.ts";
import type { MonaiHttp } from "./http.ts";
import { stoppedSchema } from "./schema.ts";

type Deps = {
  readonly http: MonaiHttp;
  readonly clock: Clock;
  readonly server: ServerAddress;
  tasks(): Promise<readonly TrainTask[]>;
};

const rounds = 20;
const pauseMs = 500;
const answerMs = 30_000;

/**
 * Ends what trains until nothing does: the next in the queue starts at once, and one that was just submitted can be
 * ended only when its process is there. One that never gets a process stays submitted for ever and is left alone.
 * @throws UnreachableError when something still runs after ten seconds
 */
export async function endTrainings({ http, clock, server, tasks }: Deps, signal: AbortSignal): Promise<void> {
  let open: readonly TrainTask[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const ask = { method: "DELETE", path: "/train/", timeoutMs: answerMs } as const;
    const { status, body } = await http.ask(server, ask, signal);
    const ended = stoppedSchema.safeParse(body);
    if (status !== 200 || !ended.success) throw labelServerFailures.confused();
    if (ended.data !== null) continue;
    open = (await tasks()).filter((task) => task.status === "submitted" || task.status === "running");
    if (open.length === 0) return;
    await clock.sleep(pauseMs, signal);
  }
  if (open.some((task) => task.status === "running")) throw labelServerFailures.busy();
}

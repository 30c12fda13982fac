import type { z } from "zod";
import { UnreachableError } from "../core/common/errors.ts";
import type { Clock } from "../core/common/clock.ts";
import type { LabelServer } from "../core/ports/label-server.ts";
import type { ServerInfo } from "../core/records/server-info.ts";
import type { ServerAddress } from "../core/records/server-address.ts";
import type { TrainTask } from "../core/records/training.ts";
import { failures } from "../core/words/errors.ts";
import { labelServerFailures } from "../core/words/label-server.ts";
import { createMonaiHttp, type Answer, type MonaiHttp } from "./http.ts";
import { infoSchema, isModelName, openapiSchema, submittedSchema, tasksSchema } from "./schema.ts";
import { endTrainings } from "./stop-training.ts";
import { toTask } from "./task.ts";

/** One inference or one query of a PACS holds up every other answer for as long as it takes. */
const answerMs = 30_000;
const livenessMs = 5_000;

/** MONAI Label's REST API, version 0.8.5, at an address whose URL may have a path. Disposing it closes its connections. */
export function createLabelServer({ clock }: { readonly clock: Clock }): LabelServer & AsyncDisposable {
  const http = createMonaiHttp(clock);
  return {
    answers: (server, signal) => answers(http, server, signal),
    async info(server, signal) {
      const answer = await http.ask(server, { method: "GET", path: "/info/", timeoutMs: answerMs }, signal);
      return toInfo(understand(infoSchema, answer));
    },
    async train(server, { model, parameters }, signal) {
      const path = `/train/${encodeURIComponent(model)}`;
      const answer = await http.ask(
        server,
        { method: "POST", path, body: parameters, timeoutMs: answerMs },
        signal,
      );
      if (answer.status === 429) throw failures.trainingRuns();
      return toTask(understand(submittedSchema, answer));
    },
    tasks: (server, signal) => readTasks(http, server, signal),
    stopTraining: (server, signal) =>
      endTrainings({ http, clock, server, tasks: () => readTasks(http, server, signal) }, signal),
    [Symbol.asyncDispose]: () => http[Symbol.asyncDispose](),
  };
}

async function answers(http: MonaiHttp, server: ServerAddress, signal: AbortSignal): Promise<boolean> {
  try {
    const ask = { method: "GET", path: "/openapi.json", timeoutMs: livenessMs } as const;
    const answer = await http.ask(server, ask, signal);
    return answer.status === 200 && openapiSchema.safeParse(answer.body).success;
  } catch (error) {
    if (error instanceof UnreachableError) return false;
    throw error;
  }
}

async function readTasks(
  http: MonaiHttp,
  server: ServerAddress,
  signal: AbortSignal,
): Promise<readonly TrainTask[]> {
  const ask = { method: "GET", path: "/train/", query: { all: "true" }, timeoutMs: answerMs } as const;
  const answer = await http.ask(server, ask, signal);
  // Nothing was trained since the server's start.
  if (answer.status === 404) return [];
  return understand(tasksSchema, answer).map(toTask);
}

function toInfo({ trainers, datastore }: z.infer<typeof infoSchema>): ServerInfo {
  const devices = Object.values(trainers).flatMap(({ config }) => config?.device ?? []);
  return {
    trainers: Object.keys(trainers).filter(isModelName),
    // Where torch sees no GPU, `cpu` is all that it offers.
    hasGpu: devices.some((device) => device !== "cpu"),
    images: datastore.total,
    labelled: datastore.label_tags["final"] ?? 0,
  };
}

/** The error says nothing of the answer: its body may hold log lines and names of images. */
function understand<T>(schema: z.ZodType<T>, { status, body }: Answer): T {
  const parsed = status === 200 ? schema.safeParse(body) : undefined;
  if (parsed?.success !== true) throw labelServerFailures.confused();
  return parsed.data;
}

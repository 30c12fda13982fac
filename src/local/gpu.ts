import { execFile } from "node:child_process";
import { totalmem } from "node:os";
import { promisify } from "node:util";

/** The machine's first GPU, or its CPU where there is none. */
export type LocalGpu = { readonly name: string; readonly memoryGib: number };

const arguments_ = ["--query-gpu=name,memory.total", "--format=csv,noheader,nounits"];

/** Asks nvidia-smi; without it or without a GPU the machine computes on its CPU and in its main memory. */
export async function readGpu(environment: NodeJS.ProcessEnv, signal: AbortSignal): Promise<LocalGpu> {
  const answer = await promisify(execFile)("nvidia-smi", arguments_, {
    env: environment,
    signal,
    timeout: 10_000,
  })
    .then(({ stdout }) => parseGpu(stdout))
    .catch(() => undefined);
  signal.throwIfAborted();
  return answer ?? { name: "CPU", memoryGib: Math.floor(totalmem() / 2 ** 30) };
}

/** First line of `name, MiB`; undefined when it is anything else. */
function parseGpu(csv: string): LocalGpu | undefined {
  const found = /^(.+), (\d+)\s*$/m.exec(csv);
  if (found?.[1] === undefined || found[2] === undefined) return undefined;
  return { name: found[1].trim(), memoryGib: Math.round(Number(found[2]) / 1024) };
}

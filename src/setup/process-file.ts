import { rm, writeFile } from "node:fs/promises";
import { readIfThere } from "./private-file.ts";

/** A process by its id and its start, because ids are given again. */
export async function rememberProcess(file: string, processId: number): Promise<void> {
  await writeFile(file, `${processId} ${await readStart(processId)}\n`, { mode: 0o600 });
}

/** The id of the remembered process if it runs still; where there is no /proc, none is ever found. */
export async function findProcess(file: string): Promise<number | undefined> {
  const [id = "", start = ""] = ((await readIfThere(file)) ?? "").trim().split(" ");
  const processId = Number(id);
  if (!Number.isInteger(processId) || processId <= 0 || start === "") return undefined;
  return (await readStart(processId)) === start ? processId : undefined;
}

export async function forgetProcess(file: string): Promise<void> {
  await rm(file, { force: true });
}

/**
 * Clock ticks from the machine's boot to the process's start; empty when there is none, or when it has ended and only its
 * parent has not looked yet, as in a container whose first process never does. Source: proc_pid_stat(5), fields 3 and 22.
 */
async function readStart(processId: number): Promise<string> {
  const text = await readIfThere(`/proc/${processId}/stat`);
  // The second field is the program's name in parentheses and may hold anything.
  const [state = "", ...fields] = text?.slice(text.lastIndexOf(")") + 2).split(" ") ?? [];
  return /^[ZX]$/.test(state) ? "" : (fields[18] ?? "");
}

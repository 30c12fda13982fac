import { constants } from "node:fs";
import { open, rm } from "node:fs/promises";
import { readIfThere } from "./private-file.ts";

/** Two numbers of at most 20 digits. */
const lineLength = 63;

/** A process by its id and its start, because ids are given again. */
export async function rememberProcess(file: string, processId: number): Promise<void> {
  // Written over what is there, in its length: so a full disk takes it too.
  const text = `${processId} ${await readStart(processId)}`.padEnd(lineLength);
  const handle = await open(file, constants.O_WRONLY | constants.O_CREAT, 0o600);
  try {
    await handle.write(`${text}\n`, 0);
  } finally {
    await handle.close();
  }
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

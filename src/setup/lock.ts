import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setupFailures } from "../core/words/setup.ts";

/** Source: sqlite.org/rescode.html */
const codes = { busy: 5, notADatabase: 26 };

/**
 * Takes the data folder for this process alone.
 * The kernel holds the lock for SQLite and drops it with the process, however that ends; a file with a process id would have
 * to be taken over from a bot that was killed, and two that try so at the same moment can both succeed.
 * @throws UserFacingError `already-runs`, `broken-file`
 */
export function lockHome(home: string): Disposable {
  const file = path.join(home, "lock");
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    throw toFailure(error, file);
  }
  return { [Symbol.dispose]: () => database.close() };
}

function toFailure(error: unknown, file: string): unknown {
  if (!(error instanceof Error && "errcode" in error)) return error;
  if (error.errcode === codes.busy) return setupFailures.alreadyRuns();
  return error.errcode === codes.notADatabase ? setupFailures.brokenFile(file) : error;
}

import { appendFileSync, renameSync, statSync } from "node:fs";

export type LogFile = { write(line: string): void };

type Options = {
  readonly file: string;
  /** Beyond that the file is put aside, as `file.1`. @default 10 MB */
  readonly maxBytes?: number;
  /** How many there are at most, with the one that is written; the oldest ends. @default 5 */
  readonly maxFiles?: number;
};

/**
 * Lines in a file of a bounded size. It is opened for each line: so one that somebody has moved away or deleted is made
 * again, and a line is in the file when the process crashes right after. A line that can't be written, as on a full
 * disk, ends nothing; the next one that can be is preceded by how many were lost.
 */
export function createLogFile({ file, maxBytes = 10_000_000, maxFiles = 5 }: Options): LogFile {
  let lost = 0;

  function write(line: string): void {
    const whole = lost === 0 ? line : `${lossLine(lost)}${line}`;
    try {
      const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
      if (size > 0 && size + Buffer.byteLength(whole) > maxBytes) putAside(file, maxFiles);
      appendFileSync(file, whole, { mode: 0o600 });
      lost = 0;
    } catch {
      // There is no other place to tell it.
      lost += 1;
    }
  }

  return { write };
}

/** In pino's form, as a warning. */
export function lossLine(lost: number): string {
  return `${JSON.stringify({ level: 40, lost, msg: "lines of the log were lost" })}\n`;
}

function putAside(file: string, maxFiles: number): void {
  const names = [file, ...Array.from({ length: maxFiles - 1 }, (_, index) => `${file}.${index + 1}`)];
  for (let index = names.length - 2; index >= 0; index -= 1) {
    const [from = "", to = ""] = [names[index], names[index + 1]];
    if (statSync(from, { throwIfNoEntry: false }) !== undefined) renameSync(from, to);
  }
}

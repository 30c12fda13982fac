import type { ChildProcessByStdio } from "node:child_process";
import type { Readable } from "node:stream";

export type Program = ChildProcessByStdio<null, Readable, Readable>;

/** Waits until a program has printed this, and reads on. @throws when it ends before, with what it printed */
export function untilPrinted(program: Program, wanted: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let printed = "";
  function take(chunk: Buffer): void {
    printed += chunk.toString();
    if (printed.includes(wanted)) resolve();
  }
  for (const stream of [program.stdout, program.stderr]) stream.on("data", take);
  program.once("close", () => reject(new Error(`It ended before it printed "${wanted}":\n${printed}`)));
  return promise;
}

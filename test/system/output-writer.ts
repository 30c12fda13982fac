import { createInterface } from "node:readline";
import { createOutput } from "../../src/system/output.ts";

// Writes to its output what its input says, `write <count> <text>` a line, and tells on its error stream when it has.

const output = createOutput(process.stdout, (count) => `(${count} lost)\n`);
output.whenLost((errorCode) => process.stderr.write(`lost ${errorCode}\n`));

for await (const order of createInterface({ input: process.stdin })) {
  const [, count = "0", text = ""] = order.split(" ");
  for (let index = 0; index < Number(count); index += 1) output.write(`${text}\n`);
  process.stderr.write("done\n");
}

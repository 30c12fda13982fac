import { execFile } from "node:child_process";
import { randomInt } from "node:crypto";
import path from "node:path";
import { promisify } from "node:util";
import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { fillCache, podPython } from "./support/cache.ts";

const run = promisify(execFile);
const program = path.resolve(import.meta.dirname, "../twins/monai-label/compare_forms.py");
const count = 50_000;
const resultSchema = z.object({ passed: z.number(), differ: z.number(), examples: z.array(z.string()) });

beforeAll(fillCache);

test.each([1, randomInt(2, 2 ** 31)])(
  "a form that the gate has written anew is the same one for MONAI Label's own reader of forms (seed %i)",
  async (seed) => {
    const { stdout } = await run(podPython, ["-B", program, String(seed), String(count)]);

    const { passed, ...found } = resultSchema.parse(JSON.parse(stdout));
    expect(found).toEqual({ differ: 0, examples: [] });
    // Forms that were all refused would prove nothing.
    expect(passed).toBeGreaterThan(count / 5);
  },
);

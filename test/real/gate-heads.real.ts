import { execFile } from "node:child_process";
import { randomInt } from "node:crypto";
import path from "node:path";
import { promisify } from "node:util";
import { beforeAll, expect, test } from "vitest";
import { fillCache, podPython } from "./support/cache.ts";

const run = promisify(execFile);
const program = path.resolve(import.meta.dirname, "../twins/h11/compare_heads.py");
const count = 200_000;

beforeAll(fillCache);

test.each([1, randomInt(2, 2 ** 31)])(
  "what the gate takes for a request is the same one for MONAI Label's own reader of HTTP (seed %i)",
  async (seed) => {
    const { stdout } = await run(podPython, ["-B", program, String(seed), String(count)]);

    expect(JSON.parse(stdout)).toEqual({ accepted: expect.any(Number), differ: 0, examples: [] });
    // Heads that were all refused would prove nothing.
    expect(JSON.parse(stdout).accepted).toBeGreaterThan(count / 10);
  },
);

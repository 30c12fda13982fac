import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { python } from "../pod-bench.ts";

const file = path.join(import.meta.dirname, "../../contracts/watchdog-cases.json");
const casesSchema = z.array(z.object({ name: z.string(), expect: z.unknown() }));
const cases = casesSchema.parse(JSON.parse(readFileSync(file, "utf8")));

const program = `
import json, sys
from podlib.watchdog.decide import decide
print(json.dumps([decide(case["state"], case["look"]) for case in json.load(open(sys.argv[1]))]))
`;

describe("whether a pod goes on without its bot:", () => {
  const pod = path.join(import.meta.dirname, "../../../pod");
  const told = execFileSync(python, ["-B", "-c", program, file], { cwd: pod, encoding: "utf8" });
  const decided = z.array(z.unknown()).parse(JSON.parse(told));

  it.each(cases.map(({ name, expect: expected }, index) => ({ name, expected, index })))(
    "$name",
    ({ expected, index }) => {
      expect(decided[index]).toEqual(expected);
    },
  );
});

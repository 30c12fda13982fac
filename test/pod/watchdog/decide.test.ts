import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { python } from "../pod-bench.ts";

type Told = { readonly cases: readonly { readonly name: string; readonly expect: unknown }[] } & {
  readonly told: readonly unknown[];
};

const pod = path.join(import.meta.dirname, "../../../pod");
const casesSchema = z.array(z.object({ name: z.string(), expect: z.unknown() }));

/** What the pod's own programs say of each case of a table. */
function ask(table: string, answer: string): Told {
  const file = path.join(import.meta.dirname, "../../contracts", table);
  const program = `
import json, sys
from podlib.watchdog.decide import decide
from podlib.watchdog.resume import resume
print(json.dumps([${answer} for case in json.load(open(sys.argv[1]))]))
`;
  const told = execFileSync(python, ["-B", "-c", program, file], { cwd: pod, encoding: "utf8" });
  return {
    cases: casesSchema.parse(JSON.parse(readFileSync(file, "utf8"))),
    told: z.array(z.unknown()).parse(JSON.parse(told)),
  };
}

describe("whether a pod goes on without its bot:", () => {
  const { cases, told } = ask("watchdog-cases.json", 'decide(case["state"], case["look"])');

  it.each(cases.map((entry, index) => ({ ...entry, index })))("$name", ({ expect: expected, index }) => {
    expect(told[index]).toEqual(expected);
  });
});

describe("the time of a pod whose container has lost its disk:", () => {
  const { cases, told } = ask(
    "watchdog-resume-cases.json",
    'resume(case["saved"], case["gapS"], case["first"])',
  );

  it.each(cases.map((entry, index) => ({ ...entry, index })))("$name", ({ expect: expected, index }) => {
    expect(told[index]).toEqual(expected);
  });
});

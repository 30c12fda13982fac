import { readdirSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { UserFacingError } from "../../src/core/errors.ts";
import { trainingFailure } from "../../src/core/words/training.ts";

const folder = path.resolve(import.meta.dirname, "../../src/core/words");

/** Stand-ins for what a sentence is told, the first a list and an option at once; each is given in every place. */
const option = Object.assign(["2"], { name: "x", type: "integer" });
const standIns = [option, 2, "x"];

type Say = (...values: readonly unknown[]) => unknown;

function isSay(value: unknown): value is Say {
  return typeof value === "function";
}

/** The functions of one module, also those kept together in an object. */
function functionsOf(module: object): readonly (readonly [string, Say])[] {
  return Object.entries(module).flatMap(([name, value]: [string, unknown]) => {
    const inside = typeof value === "object" && value !== null ? functionsOf(value) : [];
    return isSay(value) ? [[name, value] as const] : inside;
  });
}

/** What the function says to the first stand-in that it can work with, if that is a failure. */
function failureOf(say: Say): UserFacingError | undefined {
  for (const value of standIns) {
    try {
      const said = say(value, value, value);
      return said instanceof UserFacingError ? said : undefined;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }
  return undefined;
}

async function collect(): Promise<readonly (readonly [string, UserFacingError])[]> {
  const files = readdirSync(folder);
  const modules: object[] = await Promise.all(files.map((file) => import(path.join(folder, file))));
  return modules.flatMap(functionsOf).flatMap(([name, say]): (readonly [string, UserFacingError])[] => {
    const failure = failureOf(say);
    return failure === undefined ? [] : [[name, failure]];
  });
}

const failures = await collect();

test("all failures are looked at", () => {
  expect(failures.length).toBeGreaterThan(60);
});

test.each(failures)("%s is one sentence with a full stop that says what to do next", (_name, failure) => {
  expect(failure.userMessage).toMatch(/^(?:[A-Z“]|labelpod)[^\n]*\.$/);
  expect(failure.userMessage).toMatch(
    /[:;] |, or |\b(?:use|takes|see|try|tries|choose|set|give|start|wait)\b/,
  );
  expect(failure.userMessage).not.toMatch(/undefined|\[object|NaN/);
  expect(failure.userMessage.length).toBeLessThan(300);
});

test("a training that failed for a reason nobody knows has a reference, and a known one a sentence of its own", () => {
  expect(trainingFailure("unknown", "k17").sentence).toContain("the reference k17 in labelpod/server.log");
  expect(trainingFailure("no-labels", "k17").sentence).not.toContain("k17");
});

import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { plain } from "../../../src/core/records/text.ts";
import { crashReason } from "../../../src/core/words/outage.ts";

const program = path.resolve(import.meta.dirname, "../../../pod/podlib/server/failures.py");

/** The words that the program on the pod has for why a server ended. */
const codes = [...readFileSync(program, "utf8").matchAll(/\(\s*"([a-z-]+)",\s*r"/g)].flatMap(
  ([, word]) => word ?? [],
);

function sentence(failure: string, reference?: string): string {
  return plain(crashReason(failure, reference), String);
}

test("all words of the program are looked at", () => {
  expect(codes).toContain("datastore-corrupt");
  expect(codes.length).toBeGreaterThan(7);
});

test.each(codes)(
  "a server that ended on a live pod for %s has a sentence that says what to do there",
  (code) => {
    expect(sentence(code)).toMatch(/^[A-Z][^\n]*(?:: | since )[^\n]*\.$/);
    expect(sentence(code)).not.toMatch(/does not know the reason|\/pod up again/);
  },
);

test("a word of no list names the file that holds more", () => {
  expect(sentence("unknown", "0a1b2c3d")).toContain("read labelpod/failures/0a1b2c3d.log");
  expect(sentence("constructor")).toContain("read labelpod/server.log");
});

import * as fc from "fast-check";
import { expect, test } from "vitest";
import { commands } from "../../src/commands/index.ts";
import { createSimulatedTeam, textOf } from "../support/simulated-team.ts";

const marker = "DOE^JANE";
const pieces = fc.string({ maxLength: 40, unit: "binary" });
const near = fc.constantFrom(
  "",
  "pod",
  "pod up",
  "pod up gpu:",
  "pod up studies:/",
  "pod up studies /",
  "pod keep ",
  "pod keep until ",
  "train",
  "train deepedit name:",
  "labelpod confirm id:",
);
const names = fc.constantFrom(
  ...commands.flatMap(({ path, options }) =>
    options.flatMap(({ name }) => [":", " "].map((mark) => `${path.join(" ")} ${name}${mark}`)),
  ),
);

test("any text as a command is answered by a sentence that does not repeat it", async () => {
  await using team = await createSimulatedTeam();
  await fc.assert(
    fc.asyncProperty(fc.oneof(near, names, pieces), pieces, pieces, async (start, before, after) => {
      const typed = `${start}${before}${marker}${after}`;

      const { card, acknowledgement } = await team.say(typed);

      const text = textOf(card);
      expect(card.title).not.toBe("");
      expect(text + acknowledgement).not.toContain(marker);
      expect(text).not.toContain("on labelpod's side");
      expect(card.outcome !== "failed" || /^Not done\n[A-Z][^\n]*\.\n*$/.test(text)).toBe(true);
    }),
  );
  expect(JSON.stringify([team.chat.shown.map(textOf), team.logged])).not.toContain(marker);
});

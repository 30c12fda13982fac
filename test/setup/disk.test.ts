import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { expect, it } from "vitest";
import { readFreeGib } from "../../src/setup/disk.ts";

it("readFreeGib() agrees with df", async () => {
  const output = execFileSync("df", ["-Pk", tmpdir()], { encoding: "utf8" });
  const freeKib = Number(output.trim().split("\n").at(-1)?.split(/\s+/)[3]);

  const freeGib = await readFreeGib(tmpdir());

  // Others write to the same disk meanwhile.
  expect(Math.abs(freeGib - freeKib / 2 ** 20)).toBeLessThan(1);
});

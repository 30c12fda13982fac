import { expect, test } from "vitest";

test.each([0, -1, 1, Number.NaN])("a test that would end process %s fails instead", (pid) => {
  expect(() => process.kill(pid, 0)).toThrow("no process to be ended");
});

test("a process can still be ended, and asked whether it is there", () => {
  expect(process.kill(process.pid, 0)).toBe(true);
});

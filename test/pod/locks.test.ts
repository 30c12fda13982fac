import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";

const torchPackage = /^(torch|torchvision|triton|nvidia-|cuda-)/;

it.each(["requirements.lock", "torch.lock", "tool.lock"])(
  "%s holds exact versions and no address",
  (name) => {
    const lines = readLock(name);

    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines)
      expect(line).toMatch(/^[\w.-]+==[\w.]+( ; python_full_version [<>=!]+ '[\d.*]+'.*)?$/);
  },
);

it("what an image's own torch replaces is in the lock of its own", () => {
  const [others, torch] = [readLock("requirements.lock"), readLock("torch.lock")];

  expect(others.filter((line) => torchPackage.test(line))).toEqual([]);
  expect(torch.filter((line) => !torchPackage.test(line))).toEqual([]);
  expect(torch.filter((line) => line.startsWith("torch=="))).not.toEqual([]);
});

it("the training's engine can be imported by Debian 12's own Python 3.11.2, as 0.4.11 can't", () => {
  const engine = readLock("requirements.lock").find((line) => line.startsWith("pytorch-ignite=="));

  expect(engine).toMatch(/==0\.(4\.1[2-9]|[5-9])/);
});

function readLock(name: string): readonly string[] {
  const text = readFileSync(path.join(import.meta.dirname, "../../pod", name), "utf8");
  return text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
}

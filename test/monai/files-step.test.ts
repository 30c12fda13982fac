import { rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { filesStep } from "../../src/monai/files-step.ts";
import { readPodFiles } from "../../src/monai/pod-files.ts";
import { makeLocalBench, never, spec } from "../support/local-bench.ts";
import { makeRunningPod } from "../support/running-pod.ts";

const podFiles = await readPodFiles(path.resolve(import.meta.dirname, "../../pod"));

it("readPodFiles() takes the programs and the locks, and nothing that was left behind", () => {
  const names = podFiles.map(({ path: name }) => name);

  expect(names).toContain("start_server.sh");
  expect(names).toContain("labelpod/pod/install.py");
  expect(names).toContain("labelpod/pod/podlib/server/run.py");
  expect(names).toContain("labelpod/pod/app/main.py");
  expect(names).toContain("labelpod/pod/requirements.lock");
  expect(names.filter((name) => /__pycache__|\.pyc$|lock\.sh$/.test(name))).toEqual([]);
});

it("filesStep() sees every file that is missing or was changed", async () => {
  await using bench = await makeLocalBench();
  const { machine } = await bench.provider.pods.create(spec, never);
  if (machine === undefined) throw new Error("a new local pod has no machine");
  const site = makeRunningPod(machine, bench.provider.shell);
  const step = filesStep(podFiles);
  const file = `${machine.workspace}/labelpod/pod/server.py`;
  const look = async (): Promise<string> => (await step.look(site, never)).state;

  const states = [await look()];
  await step.begin(site, never);
  states.push(await look());
  await writeFile(file, "changed");
  states.push(await look());
  await step.begin(site, never);
  states.push(await look());
  await rm(file);
  states.push(await look());

  expect(states).toEqual(["todo", "done", "todo", "done", "todo"]);
  expect((await stat(`${machine.workspace}/start_server.sh`)).mode & 0o777).toBe(0o755);
});

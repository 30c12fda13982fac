import { expect, it } from "vitest";
import { z } from "zod";
import { readOldFile } from "../../support/old-versions.ts";
import { askPython } from "../watchdog/lease-bench.ts";
import { createPodBench, putFakeServer } from "../pod-bench.ts";

const stateSchema = z.looseObject({ acts: z.record(z.string(), z.number()) });

it("a new start of the gate remembers what people did at one of version 0", async () => {
  await using bench = createPodBench();
  await putFakeServer(bench, { act: "serve" });
  for (const name of ["gate.json", "gate.state.json"]) bench.write(name, readOldFile(0, `pod/${name}`));
  bench.write("server.pid.json", readOldFile(0, "pod/server.pid.json"));

  await bench.run("server.py", "start");

  const activity = async (): Promise<unknown> => (await bench.run("server.py", "activity")).json;
  await expect.poll(activity).toMatchObject({ server: { state: "running" } });
  const { acts } = stateSchema.parse(JSON.parse(readOldFile(0, "pod/gate.state.json")));
  expect(await activity()).toMatchObject({ acts, unknown: [] });
});

it("the gate lets those in whom a gate.json of version 0 names", async () => {
  await using bench = createPodBench();
  const content = readOldFile(0, "pod/gate.json");
  bench.write("gate.json", content);
  const program = [
    "import json, sys",
    "from podlib.gate.settings import GateFile",
    "print(json.dumps(GateFile(sys.argv[1]).settings()._asdict()))",
  ];

  const read: unknown = JSON.parse(askPython(program.join("\n"), bench.home));

  expect(read).toEqual(JSON.parse(content));
});

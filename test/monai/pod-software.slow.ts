import { stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { createClock } from "../../src/system/clock.ts";
import { createSimulatedKeys } from "../../src/simulated/keys.ts";
import { gateSettings } from "../../src/monai/gate-settings.ts";
import { testPodSoftware } from "../contracts/pod-software.ts";
import { never } from "../support/local-bench.ts";
import { makeSoftwareBench } from "../support/software-bench.ts";

testPodSoftware("on this machine, with stand-ins for the packages", async () => {
  const bench = await makeSoftwareBench();
  return {
    software: bench.software,
    site: bench.site,
    otherRequest: { models: ["segmentation"] },
    settle: () => createClock().sleep(100),
    [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose](),
  };
});

const patient = { timeout: 120_000 };

test(
  "the keys of this run are on the pod with its server, in a file of its owner alone",
  patient,
  async () => {
    await using bench = await makeSoftwareBench({ logins: { ada: "scrypt$c2FsdA==$aGFzaA==" } });

    await bench.walk();

    const { mode } = await stat(path.join(bench.folder, "gate.json"));
    const { content } = gateSettings(bench.site, createSimulatedKeys(), { ada: "scrypt$c2FsdA==$aGFzaA==" });
    expect(await bench.read("gate.json")).toBe(content);
    expect(mode & 0o777).toBe(0o600);
  },
);

test("mend() starts a server that is gone", patient, async () => {
  await using bench = await makeSoftwareBench();
  const { machine, shell } = bench.site;
  await bench.walk();
  const argv = ["python3", `${bench.folder}/pod/server.py`, "stop", "--home", bench.folder];
  await shell.run(machine, { argv, timeoutMs: 60_000 }, never);

  await bench.software.mend(bench.site, never);

  expect((await bench.walk()).begun).toEqual([]);
});

test("mend() says why a server can't be started", patient, async () => {
  await using bench = await makeSoftwareBench();
  await bench.walk();
  const argv = ["python3", `${bench.folder}/pod/server.py`, "stop", "--home", bench.folder];
  await bench.site.shell.run(bench.site.machine, { argv, timeoutMs: 60_000 }, never);
  await writeFile(path.join(bench.folder, "server.json"), "{}");

  await expect(bench.software.mend(bench.site, never)).rejects.toMatchObject({ code: "server-bad-settings" });
});

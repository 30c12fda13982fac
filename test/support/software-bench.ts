import { chmod, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { createClock } from "../../src/system/clock.ts";
import { withRun } from "../../src/core/records/pod.ts";
import type { Step } from "../../src/core/records/step.ts";
import type { PodRequest } from "../../src/core/records/pod-request.ts";
import type { PodSoftware } from "../../src/core/ports/software.ts";
import { createSimulatedKeys } from "../../src/simulated/keys.ts";
import { readPodFiles } from "../../src/monai/pod-files.ts";
import type { Logins } from "../../src/monai/gate-settings.ts";
import { createPodSoftware } from "../../src/monai/pod-software.ts";
import type { ServerDeps } from "../../src/monai/server-step.ts";
import { makeLocalBench, never, spec } from "./local-bench.ts";
import { makeRunningPod, type StartingSite } from "./running-pod.ts";
import { walkSteps, type Walk } from "./walk-steps.ts";

/** How the stand-ins for pip and uv act: they wait until told otherwise, or fail with what they print. */
export type ToolAct = "wait" | `fail ${string}`;

export type SoftwareBench = AsyncDisposable & {
  readonly software: PodSoftware;
  readonly site: StartingSite;
  /** The folder `labelpod` on the pod. */
  readonly folder: string;
  /** Walks all steps with another request. */
  walk(change?: Partial<PodRequest>): Promise<Walk>;
  siteFor(change: Partial<PodRequest>, step?: Partial<Step>): StartingSite;
  letTools(act: ToolAct | undefined): Promise<void>;
  read(name: string): Promise<string>;
};

const project = path.resolve(import.meta.dirname, "../..");
const fakeTool = path.join(project, "test/monai/fake/tool.py");

const settle = (): Promise<void> => createClock().sleep(100);

/** Makes the marker that the real ones leave, without the packages that they need. */
const fakeSamples = `import json, os, sys
folder = sys.argv[2]
state = "foreign" if os.path.isdir(folder) and os.listdir(folder) else "created"
if state == "created":
    os.makedirs(folder, exist_ok=True)
    open(os.path.join(folder, ".labelpod-sample.json"), "w").close()
print(json.dumps({"state": state}))
`;

/** The pod's own programs on this machine, with stand-ins for the packages and for MONAI Label. */
export async function makeSoftwareBench(
  options: Partial<ServerDeps & { logins: Logins }> = {},
): Promise<SoftwareBench> {
  // Nobody is asked for packages: what the programs look up outside is refused at once.
  const environment = { PATH: process.env["PATH"], https_proxy: "http://127.0.0.1:1" };
  const bench = await makeLocalBench(environment);
  const { machine } = await bench.provider.pods.create(spec, never);
  if (machine === undefined) throw new Error("a new local pod has no machine");
  const folder = `${machine.workspace}/labelpod`;
  await putTool(folder);
  const podFiles = await readPodFiles(path.join(project, "pod"));
  const software = createPodSoftware({
    podFiles: podFiles.map((file) =>
      file.path.endsWith("/sample_studies.py") ? { ...file, content: fakeSamples } : file,
    ),
    appSettings: undefined,
    login: undefined,
    keys: createSimulatedKeys(),
    logins: {},
    ...options,
  });
  const site = makeRunningPod(machine, bench.provider.shell);
  const siteFor: SoftwareBench["siteFor"] = (change, step) => {
    const request = { ...site.pod.request, ...change };
    const pod = withRun(site.pod, { step: { ...site.pod.run.step, ...step } });
    return { ...site, pod: { ...pod, request } };
  };
  return {
    software,
    site,
    folder,
    siteFor,
    walk: (change = {}) => walkSteps(siteFor(change), software.steps, { settle }),
    letTools: (act) =>
      act === undefined ? rm(path.join(folder, "act")) : writeFile(path.join(folder, "act"), act),
    read: (name) => readFile(path.join(folder, name), "utf8"),
    [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose](),
  };
}

async function putTool(folder: string): Promise<void> {
  const python = path.join(folder, "tools/bin/python");
  await mkdir(path.dirname(python), { recursive: true });
  await writeFile(python, `#!/bin/sh\nexec python3 '${fakeTool}' '${folder}' "$@"\n`);
  await chmod(python, 0o755);
}

import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import axios from "axios";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { createFakePodFactory } from "../twins/runpod/fake-pods.ts";
import { createRunpodTwin, type RunpodTwin } from "../twins/runpod/runpod-twin.ts";
import { type Orthanc, startOrthanc } from "../twins/orthanc/orthanc.ts";
import { type BotProcess, type Environment, startBot } from "./support/bot-process.ts";
import { cacheFolder, fillCache, packageCache, podPython } from "./support/cache.ts";
import { readAll } from "./support/channel.ts";
import { type CommandLines, watchCommandLines } from "./support/command-lines.ts";
import { endAtFirstFailure } from "./support/end-at-first-failure.ts";
import { makeNamedStudies } from "./support/named-studies.ts";
import { say } from "./support/say.ts";
import { openTeam, type Team } from "./support/team.ts";
import { collectTraces, findIn } from "./support/traces.ts";

// One pod on this machine for the whole file: first on the images of a PACS, then on those of a folder.

const run = promisify(execFile);
const project = path.resolve(import.meta.dirname, "../..");
/** In no other test's data, because the command lines of the whole machine are searched for it. */
const surname = `Doe${randomBytes(4).toString("hex")}`;
const apiKey = `rpa_${randomBytes(16).toString("hex")}`;

const resources = new AsyncDisposableStack();
let team: Team;
let orthanc: Orthanc;
let runpod: RunpodTwin;
let folder: string;
let environment: Environment;
let commandLines: CommandLines;
let bot: BotProcess;
let url = "";

beforeAll(async () => {
  await fillCache();
  team = resources.use(await openTeam());
  folder = await mkdtemp(path.join(cacheFolder, "studies-"));
  resources.defer(() => rm(folder, { recursive: true }));
  runpod = resources.use(await createRunpodTwin({ apiKey, podFactory: createFakePodFactory() }));
  orthanc = resources.use(await startOrthanc({ python: podPython }));
  await orthanc.store({ name: `${surname}^Jane`, id: `${surname}-1` });
  environment = {
    ...team.environment,
    LABELPOD_PROVIDER: "local",
    LABELPOD_APP_SETTINGS: await writeAppSettings(),
    LABELPOD_LOG_LEVEL: "debug",
    UV_CACHE_DIR: packageCache,
    RUNPOD_API_KEY: apiKey,
    RUNPOD_API_URL: runpod.apiUrl,
    RUNPOD_GRAPHQL_URL: runpod.graphqlUrl,
    DICOMWEB_USERNAME: orthanc.username,
    DICOMWEB_PASSWORD: orthanc.password,
    DICOMWEB_ORIGIN: orthanc.dicomwebUrl,
  };
  commandLines = resources.use(watchCommandLines());
  bot = resources.use(await startBot(environment));
});

afterAll(() => resources.disposeAsync());

endAtFirstFailure();

test("/pod up on a DICOMweb server tells OHIF's address, where OHIF is", async () => {
  await team.discord.runCommand(`pod up models:deepedit studies:"${orthanc.dicomwebUrl}"`);

  const live = await readAll(team.channels, /is live: MONAI Label answers/);

  url = /http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}/.exec(live[0] ?? "")?.[0] ?? "";
  for (const text of live) expect(text).toContain(`${url}/ohif/`);
  const page = await axios.get<string>(`${url}/ohif/`, { proxy: false });
  expect(page.status).toBe(200);
  expect(page.data).toMatch(/<title>OHIF/);
  const { data } = await axios.get<unknown>(`${url}/datastore/`, { proxy: false });
  expect(data).toMatchObject({ total: 1 });
});

test("a label that is submitted as 3D Slicer does it arrives in Orthanc as a DICOM SEG", async () => {
  const { data: sample } = await axios.post<unknown>(`${url}/activelearning/random`, {}, { proxy: false });
  const { id } = z.object({ id: z.string() }).parse(sample);
  const files = { image: path.join(folder, "image.nii.gz"), label: path.join(folder, "label.nii.gz") };
  const address = { params: { image: id }, proxy: false } as const;
  const image = await axios.get<Buffer>(`${url}/datastore/image`, {
    ...address,
    responseType: "arraybuffer",
  });
  await writeFile(files.image, image.data);
  await run(podPython, [path.join(project, "test/twins/orthanc/make_label.py"), files.image, files.label]);

  const form = new FormData();
  form.set("label", new Blob([await readFile(files.label)]), "label.nii.gz");
  form.set("params", JSON.stringify({ label_info: [{ name: "spleen", idx: 1 }] }));
  await axios.put(`${url}/datastore/label`, form, { params: { image: id, tag: "final" }, proxy: false });

  expect(await orthanc.modalities()).toEqual(["CT", "SEG"]);
});

test("on a folder with patients' names a training fails on a broken image, and then works", async () => {
  await team.discord.runCommand("pod down");
  await readAll(team.channels, /Pod \w+ is stopped/);
  const studies = path.join(folder, "studies");
  const named = await makeNamedStudies(studies, surname);
  await team.slack.runCommand(`/pod up studies:${studies}`);
  const [live = ""] = await readAll(team.channels, /is live: MONAI Label answers(?![^]*ohif)/);
  url = /http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}/.exec(live)?.[0] ?? "";

  await named.spoil();
  await expect.poll(countImages, { timeout: 60_000 }).toBe(9);
  await team.slack.runCommand("/train deepedit epochs:1");
  await readAll(team.channels, /Training deepedit failed/);
  await named.mend();
  await expect.poll(countImages, { timeout: 60_000 }).toBe(8);
  await team.discord.runCommand("train deepedit epochs:1");
  await readAll(team.channels, /Training deepedit is done[^]*Best accuracy 0\.\d{3}/);

  const podLog = await readPodLog();
  expect(podLog).toContain("Traceback");
  expect(podLog).toContain(`${surname}_broken`);
});

test("say asks, confirms and ends with what became of the work", async () => {
  const help = await say(environment, "/labelpod help");
  const status = await say(environment, "/pod status", "--json");
  const list = await say(environment, "/pod list");
  const unknown = await say(environment, "/train nonesuch");
  for (const line of ["pod status", "pod list", "pod url", "labelpod help"]) {
    await (await team.discord.runCommand(line)).answer();
    await team.slack.runCommand(`/${line}`);
  }
  const unsure = await say(environment, "/pod delete");
  const deleted = await say(environment, "/pod delete", "--json", "--yes");

  expect([help, status, list].map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
  expect(status.output).toMatch(/^\{"card":/);
  expect([unknown, unsure].map(({ exitCode }) => exitCode)).toEqual([1, 1]);
  expect(deleted).toMatchObject({ exitCode: 0 });
  expect(await readdir(path.join(team.home, "pods"))).toEqual([]);
});

test("no patient and no secret is found in what the bot sent, wrote, printed or started", async () => {
  const ssh = await readFile(path.join(team.home, "ssh-key"), "utf8");
  const secrets = {
    "the patient's name": surname,
    "the DICOMweb password": orthanc.password,
    "RunPod's key": apiKey,
    "Discord's token": team.discord.token,
    "Slack's bot token": team.slack.botToken,
    "Slack's app token": team.slack.appToken,
    "the page's token": (await readFile(path.join(team.home, "web-token"), "utf8")).trim(),
    "the private key": ssh.split("\n")[2] ?? "",
  };
  const traces = await collectTraces(team);
  const all = new Map([...traces, ["output", bot.output()], ["command lines", commandLines.seen()]]);

  expect(findIn(all, secrets)).toEqual([]);
  expect(Object.values(secrets).every((secret) => secret.length > 8)).toBe(true);
  // That the search would have found them is shown by what it has to find.
  const written = [...all.keys()].filter((place) => place.startsWith("redis/appendonlydir/"));
  expect(findIn(all, { card: "Training deepedit is done" })).toEqual(
    expect.arrayContaining(["card in Discord", "card in Slack", "card in page"]),
  );
  expect(written.some((place) => all.get(place)?.includes("Training deepedit"))).toBe(true);
  expect(all.get("labelpod.log")).toContain("step done");
  expect(all.get("command lines")).toContain("start_server");
});

test("the bot ends in order, and nothing was against the rules of Discord, Slack or RunPod", async () => {
  expect(await bot.end()).toBe(0);
  expect(team.discord.violations).toEqual([]);
  expect(team.slack.violations).toEqual([]);
  expect(runpod.violations).toEqual([]);
});

/** What makes a training on small volumes short. */
async function writeAppSettings(): Promise<string> {
  const file = path.join(folder, "app.json");
  const labels = { spleen: 1, background: 0 };
  await writeFile(file, JSON.stringify({ labels, spatialSize: [32, 32, 32], targetSpacing: [2, 2, 3] }));
  return file;
}

/** What MONAI Label printed, which stays on the pod. */
async function readPodLog(): Promise<string> {
  const pods = path.join(team.home, "pods");
  const [pod = ""] = await readdir(pods);
  return readFile(path.join(pods, pod, "workspace/labelpod/server.log"), "utf8");
}

async function countImages(): Promise<unknown> {
  const { data } = await axios.get<unknown>(`${url}/datastore/`, { proxy: false });
  return z.object({ total: z.number() }).parse(data).total;
}

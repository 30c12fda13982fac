import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Orthanc, startOrthanc } from "../twins/orthanc/orthanc.ts";
import { startBot } from "./support/bot-process.ts";
import { cacheFolder, fillCache, packageCache, podPython } from "./support/cache.ts";
import { readAll } from "./support/channel.ts";
import { endAtFirstFailure } from "./support/end-at-first-failure.ts";
import { type Ohif, openOhif } from "./support/ohif.ts";
import { say } from "./support/say.ts";
import { actInSlicer } from "./support/slicer.ts";
import { openTeam, type Team } from "./support/team.ts";

// One pod on this machine for the whole file, used by one person in a browser and by one in 3D Slicer.

const surname = `Doe${randomBytes(4).toString("hex")}`;
const patient = `${surname}, Jane`;
/** The card's addresses; where the server has a key, it is their first path segment. */
const serverUrl = /Server URL: \W*(http:\/\/127\.0\.0\.1:\d+(?:\/[\w-]+)?)/;
const ohifAddress = /OHIF at \W*(http:\/\/127\.0\.0\.1:\d+(?:\/[\w-]+)?\/ohif\/)/;

const resources = new AsyncDisposableStack();
let team: Team;
let orthanc: Orthanc;
let folder: string;
let ohif: Ohif;
let url = "";

beforeAll(async () => {
  await fillCache();
  team = resources.use(await openTeam());
  folder = await mkdtemp(path.join(cacheFolder, "ohif-"));
  resources.defer(() => rm(folder, { recursive: true }));
  orthanc = resources.use(await startOrthanc({ python: podPython }));
  await orthanc.store({ name: `${surname}^Jane`, id: `${surname}-1` });
  const environment = {
    ...team.environment,
    LABELPOD_PROVIDER: "local",
    LABELPOD_APP_SETTINGS: await writeAppSettings(),
    UV_CACHE_DIR: packageCache,
    DICOMWEB_USERNAME: orthanc.username,
    DICOMWEB_PASSWORD: orthanc.password,
    DICOMWEB_ORIGIN: orthanc.dicomwebUrl,
  };
  resources.use(await startBot(environment));
  resources.defer(async () => {
    await say(environment, "/pod delete", "--yes");
  });
});

afterAll(() => resources.disposeAsync());

endAtFirstFailure();

test("the address of OHIF in the posted card opens the study list", async () => {
  await team.discord.runCommand(`pod up models:deepedit studies:"${orthanc.dicomwebUrl}"`);
  const [card = ""] = await readAll(team.channels, /is live: MONAI Label answers/);
  url = serverUrl.exec(card)?.[1] ?? "";
  const address = ohifAddress.exec(card)?.[1] ?? "";

  ohif = resources.use(await openOhif(address));
  await ohif.findStudyOf(patient);

  expect(address).toBe(`${url}/ohif/`);
});

test("a click opens the study, which is drawn from three sides", async ({ onTestFailed }) => {
  onTestFailed(keepScreenshot);

  await ohif.openStudyOf(patient);
  const views = await ohif.seeImages();

  expect(views).toHaveLength(3);
});

test("the panel in OHIF connects to MONAI Label", async ({ onTestFailed }) => {
  onTestFailed(keepScreenshot);

  expect(await ohif.serverInPanel()).toBe(`${new URL(url).origin}/`);
  await ohif.connectPanel();

  const answered = ohif.requests().filter(({ status }) => status === 200);
  expect(answered.filter((request) => request.path.endsWith("/info/"))).toHaveLength(1);
});

test("3D Slicer at the posted URL gets a sample, segments it and submits a label", async () => {
  const acts = ["info", "next-sample", "download", "infer", "paint", "submit"] as const;

  const answers = await actInSlicer({ url, folder }, acts);

  expect(answers.map(({ act, ok }) => ({ act, ok }))).toEqual(acts.map((act) => ({ act, ok: true })));
  expect(await orthanc.modalities()).toEqual(["CT", "SEG"]);
});

test("the browser was refused nothing of the server but the question for a training", async () => {
  const refused = ohif
    .requests()
    .filter((request) => request.path.startsWith("/"))
    .filter(({ status }) => typeof status !== "number" || status >= 400)
    .map((request) => `${request.method} ${request.path} ${request.status}`);

  expect(refused).toEqual([expect.stringMatching(/^GET \S*\/train\/\?check_if_running=true 404$/)]);
});

/** What the browser showed when a test failed, for whoever looks into it. */
async function keepScreenshot(): Promise<void> {
  await ohif.screenshot(path.join(cacheFolder, "ohif-failed.png"));
}

/** What makes an inference on small volumes short. */
async function writeAppSettings(): Promise<string> {
  const file = path.join(folder, "app.json");
  const labels = { spleen: 1, background: 0 };
  await writeFile(file, JSON.stringify({ labels, spatialSize: [32, 32, 32], targetSpacing: [2, 2, 3] }));
  return file;
}

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:tls";
import path from "node:path";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startBot } from "./support/bot-process.ts";
import { cacheFolder, fillCache, packageCache } from "./support/cache.ts";
import { readAll } from "./support/channel.ts";
import { endAtFirstFailure } from "./support/end-at-first-failure.ts";
import { findLocalPod, type LocalPod } from "./support/pod-on-this-machine.ts";
import { say } from "./support/say.ts";
import { actInSlicer, type Slicer } from "./support/slicer.ts";
import { openTeam, type Team } from "./support/team.ts";

// One pod on this machine for the whole file, with a certificate of its own and people who log in.

const serverUrl = /Server URL: \W*(https:\/\/127\.0\.0\.1:\d+\/[\w-]{32})/;
const fingerprintText = /SHA-256 fingerprint \W*((?:[0-9A-F]{2}:){31}[0-9A-F]{2})/;

const resources = new AsyncDisposableStack();
let team: Team;
let pod: LocalPod;
let folder: string;
let url: URL;
let fingerprint = "";

beforeAll(async () => {
  await fillCache();
  team = resources.use(await openTeam());
  folder = await mkdtemp(path.join(cacheFolder, "https-"));
  resources.defer(() => rm(folder, { recursive: true }));
  await writeFile(path.join(folder, "logins"), "# annotators\nada:correct horse\nbob:battery staple\n", {
    mode: 0o600,
  });
  await writeFile(path.join(folder, "ada"), "correct horse\n");
  await writeFile(path.join(folder, "guess"), "incorrect horse\n");
  const environment = {
    ...team.environment,
    LABELPOD_PROVIDER: "local",
    LABELPOD_LOGINS: path.join(folder, "logins"),
    UV_CACHE_DIR: packageCache,
  };
  resources.use(await startBot(environment));
  resources.defer(async () => {
    await say(environment, "/pod delete", "--yes");
  });
});

afterAll(() => resources.disposeAsync());

endAtFirstFailure();

test("the card tells the fingerprint of the certificate that the gate shows", async () => {
  await team.discord.runCommand("pod up models:deepedit access:https");
  const [card = ""] = await readAll(team.channels, /is live: MONAI Label answers/);
  url = new URL(serverUrl.exec(card)?.[1] ?? "");
  fingerprint = fingerprintText.exec(card)?.[1] ?? "";
  pod = await findLocalPod(team.home);

  const shown = await readCertificate();

  expect(shown.fingerprint256).toBe(fingerprint);
  expect(shown.subjectaltname).toBe("IP Address:127.0.0.1");
});

test("3D Slicer logs in and works by TLS, and loads images once it knows the certificate", async () => {
  const certificateFile = path.join(folder, "pod.pem");
  await writeFile(certificateFile, await readCertificateFile());

  const strange = await actInSlicer(slicer(), ["info", "next-sample", "download"], { strategy: "first" });
  const trusted = await actInSlicer(
    { ...slicer(), certificateFile },
    ["info", "next-sample", "download", "infer"],
    { strategy: "first" },
  );

  expect(strange.map(({ ok }) => ok)).toEqual([true, true, false]);
  expect(trusted.map(({ act, ok }) => ({ act, ok }))).toEqual(
    ["info", "next-sample", "download", "infer"].map((act) => ({ act, ok: true })),
  );
});

test("without the right password nobody gets further than the login", async () => {
  const wrong = { user: "ada", passwordFile: path.join(folder, "guess") };
  const nobody = { ...slicer(), login: wrong };

  const answers = await actInSlicer(nobody, ["info"]);
  const [none] = await actInSlicer({ url: url.href, folder }, ["info"]);

  expect(answers).toEqual([expect.objectContaining({ ok: false, status: 401 })]);
  expect(none).toMatchObject({ ok: false, status: 401 });
  expect((await pod.activity()).people).toBe(1);
});

test("labelpod itself trains through the gate, and takes this certificate alone", async () => {
  await team.slack.runCommand("/train deepedit epochs:1");

  const ends = await readAll(team.channels, /Training deepedit is done/);
  for (const end of ends) expect(end).toMatch(/Best accuracy 0\.\d{3}/);
});

test("/pod url rotate works with logins too", async () => {
  await team.slack.runCommand("/pod url rotate");

  const isNew = new RegExp(`is live: MONAI Label answers(?![^]*${url.pathname.slice(1)})`);
  const [card = ""] = await readAll(team.channels, isNew);
  url = new URL(serverUrl.exec(card)?.[1] ?? "");
  const [first] = await actInSlicer(slicer(), ["info"]);
  expect(first).toMatchObject({ ok: true });
});

function slicer(): Slicer {
  return { url: url.href, folder, login: { user: "ada", passwordFile: path.join(folder, "ada") } };
}

async function readCertificate(): Promise<{ fingerprint256: string; subjectaltname: string | undefined }> {
  const socket = connect({ host: url.hostname, port: Number(url.port), rejectUnauthorized: false });
  await once(socket, "secureConnect");
  const { fingerprint256, subjectaltname } = socket.getPeerCertificate();
  socket.destroy();
  return { fingerprint256, subjectaltname };
}

/** As somebody who compares the fingerprint first. */
async function readCertificateFile(): Promise<string> {
  const socket = connect({ host: url.hostname, port: Number(url.port), rejectUnauthorized: false });
  await once(socket, "secureConnect");
  if (socket.getPeerCertificate().fingerprint256 !== fingerprint) throw new Error("another certificate");
  socket.write(
    `GET ${url.pathname}/certificate.pem HTTP/1.1\r\nHost: ${url.host}\r\nConnection: close\r\n\r\n`,
  );
  const answer = await text(socket);
  return answer.slice(answer.indexOf("\r\n\r\n") + 4);
}

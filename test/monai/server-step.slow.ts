import { createServer } from "node:http";
import { stat } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClock } from "../../src/system/clock.ts";
import { lockOf, withRun } from "../../src/core/records/pod.ts";
import { type ReachedPod, serverBase } from "../../src/core/records/server-address.ts";
import { peopleAddress, serverAddress } from "../../src/core/access/keyed-address.ts";
import { createSimulatedKeys } from "../../src/simulated/keys.ts";
import { createSecret } from "../../src/config/secret.ts";
import { parseJson } from "../../src/core/common/parse-json.ts";
import { createLabelServer } from "../../src/monai/label-server.ts";
import { serverSettings } from "../../src/monai/server-settings.ts";
import { onceHttp } from "../support/once-http.ts";
import { never } from "../support/local-bench.ts";
import { makeSoftwareBench, type SoftwareBench } from "../support/software-bench.ts";

const patience = { timeout: 60_000 };
const keys = createSimulatedKeys();

let bench: SoftwareBench;

beforeAll(async () => {
  bench = await makeSoftwareBench({ appSettings: { spatialSize: [64, 64, 64] } });
  await bench.walk();
}, 120_000);
afterAll(() => bench[Symbol.asyncDispose]());

describe("the server on the pod", { timeout: 120_000 }, () => {
  it("answers at its URL, with settings that its owner alone can read", async () => {
    await using labelServer = createLabelServer({ clock: createClock() });
    const { mode } = await stat(`${bench.folder}/server.json`);

    expect(await labelServer.answers(serverAddress(reached(), keys), never)).toBe(true);
    expect(await labelServer.answers({ url: serverBase(reached()) }, never)).toBe(false);
    expect(mode & 0o777).toBe(0o600);
    expect(JSON.parse(await bench.read("server.json"))).toMatchObject({
      ...bench.site.machine.listen,
      models: ["deepedit"],
      studies: `${bench.site.machine.workspace}/studies`,
      pretrained: false,
    });
  });

  it("is small where the samples are labelled without a GPU", async () => {
    expect(JSON.parse(await bench.read("app/labelpod.json"))).toEqual({
      labels: { spleen: 1, background: 0 },
      spatialSize: [32, 32, 32],
      targetSpacing: [2, 2, 3],
    });
  });

  it("tells what people do from what the bot does", async () => {
    const [bot, people] = [serverAddress(reached(), keys), peopleAddress(reached(), keys)];

    await onceHttp.get(`${bot.url}/datastore/?output=all`);
    await onceHttp.put(`${people.url}/datastore/label?image=Doe^John&tag=final`, "");

    await expect
      .poll(() => bench.software.activity(bench.site, never), patience)
      .toMatchObject({ acts: { submitting: expect.any(Number) }, people: 1 });
    expect((await bench.software.activity(bench.site, never)).acts).not.toHaveProperty("annotating");
  });

  it("opens to the keys of a lock that was changed, and to no other, without a start", async () => {
    const changed = withRun(reached(), { rotations: 1 });

    await bench.software.lock({ ...bench.site, pod: changed }, never);
    const statuses = await Promise.all(
      [changed, reached()].map(async (pod) => statusOf(peopleAddress(pod, keys).url)),
    );
    await bench.software.lock(bench.site, never);

    expect(statuses).toEqual([200, 404]);
    expect(await statusOf(peopleAddress(reached(), keys).url)).toBe(200);
    expect(await bench.read("gate.json")).not.toContain(keys.ofPeople(lockOf(changed)));
  });

  it("trains: activity() and stats() say so, without a name that no label would have", async () => {
    await onceHttp.post(`${peopleAddress(reached(), keys).url}/train/deepedit`, "");

    await expect
      .poll(async () => (await bench.software.activity(bench.site, never)).work, patience)
      .toEqual(["training"]);
    expect(await bench.software.stats(bench.site, never)).toEqual({
      deepedit: {
        startedAtS: 1_795_414_199,
        epoch: 1,
        totalEpochs: 3,
        bestMetric: 0.5,
        latest: { epoch: 1, validation: { mean: 0.5, perLabel: { spleen: 0.5 } } },
      },
    });
  });

  it("ends with its training when it has to start with other models", async () => {
    await bench.walk({ models: ["segmentation"] });

    expect((await bench.software.activity(bench.site, never)).work).toEqual([]);
  });

  const endings = [
    ["nosuch", "server-bad-model"],
    ["broken", "server-failed"],
  ] as const;

  it.each(endings)(
    "says in a sentence why it ended with the model %s, and starts again when asked anew",
    async (model, code) => {
      const error = await bench.walk({ models: [model] }).catch((caught: unknown) => caught);

      expect(error).toMatchObject({ name: "UserFacingError", code });
      expect(JSON.stringify(error)).not.toContain("Doe");
      expect((await bench.walk()).begun).toEqual(["server"]);
    },
  );

  it("names the file that holds the log's end when the reason is not known", async () => {
    const error = await bench.walk({ models: ["broken"] }).catch((caught: unknown) => caught);

    const [reference = ""] = /failures\/[0-9a-f]{8}\.log/.exec(String(error)) ?? [];
    expect(await bench.read(reference)).toContain("Doe^John");
  });

  it("says that its port is taken", async () => {
    await using other = await makeSoftwareBench();
    await using _taken = await occupy(other.site.machine.listen.port);

    await expect(other.walk()).rejects.toMatchObject({ code: "server-port-taken" });
  });
});

describe("serverSettings", () => {
  const place = { origin: "https://pacs.example", mayBeUnencrypted: false };
  const login = { username: "reader", password: createSecret("hidden"), place };
  const options = { appSettings: { spatialSize: [64, 64, 64] }, login, seesGpu: true };

  it("gives the login to its own PACS alone", () => {
    const pacs = serverSettings(bench.siteFor({ studies: "https://pacs.example/dicom-web" }), options);
    const others = ["/data", "https://evil.example/dicom-web", "http://pacs.example/dicom-web"].map(
      (studies) => serverSettings(bench.siteFor({ studies }), options),
    );

    expect(pacs.files[0]?.content).toContain('"MONAI_LABEL_DICOMWEB_PASSWORD": "hidden"');
    expect(JSON.stringify(others)).not.toMatch(/hidden|reader/);
  });

  it("takes the app's settings where there is a GPU or own studies", () => {
    const withGpu = serverSettings(bench.siteFor({ studies: "synthetic" }), options);
    const ownStudies = serverSettings(bench.siteFor({ studies: "/data" }), { ...options, seesGpu: false });
    const none = serverSettings(bench.siteFor({ studies: "/data" }), { ...options, appSettings: undefined });

    const contents = [withGpu, ownStudies, none].map(({ files }) => parseJson(files[1]?.content ?? ""));
    expect(contents).toEqual([options.appSettings, options.appSettings, {}]);
  });

  it("has another digest for any other wish", () => {
    const request = [
      {},
      { models: ["a"] },
      { models: ["a", "b"] },
      { usePretrained: true },
      { studies: "/data" },
      { access: "https" },
    ] as const;

    const digests = request.map((wish) => serverSettings(bench.siteFor(wish), options).digest);

    expect(new Set(digests).size).toBe(request.length);
  });
});

function reached(): ReachedPod {
  return bench.site.pod;
}

async function statusOf(url: string): Promise<number> {
  const { status } = await onceHttp.get(`${url}/info/`, { validateStatus: () => true });
  return status;
}

async function occupy(port: number): Promise<AsyncDisposable> {
  const server = createServer();
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(port, "127.0.0.1", resolve);
  await promise;
  return {
    async [Symbol.asyncDispose]() {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      await closed.promise;
    },
  };
}

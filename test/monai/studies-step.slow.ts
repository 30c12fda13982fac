import { createServer } from "node:http";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClock } from "../../src/system/clock.ts";
import type { PacsPlace } from "../../src/core/access/pacs-login.ts";
import type { SoftwareStep } from "../../src/core/ports/software.ts";
import { createSecret } from "../../src/config/secret.ts";
import { studiesStep } from "../../src/monai/studies-step.ts";
import { listenOnLoopback } from "../support/listen.ts";
import { never } from "../support/local-bench.ts";
import { makeSoftwareBench, type SoftwareBench } from "../support/software-bench.ts";
import { takeStep } from "../support/walk-steps.ts";

const password = "a $(password) with 'marks'";
const settle = (): Promise<void> => createClock().sleep(20);

const login = { username: "labelpod", password: createSecret(password) };
const noPlace = { origin: undefined, mayBeUnencrypted: false };

let bench: SoftwareBench;
let step: SoftwareStep;

beforeAll(async () => {
  bench = await makeSoftwareBench({ login: { ...login, place: noPlace } });
  const [files, , studies] = bench.software.steps;
  if (files === undefined || studies === undefined) throw new Error("steps are missing");
  await takeStep(bench.site, files, { settle });
  step = studies;
});
afterAll(() => bench[Symbol.asyncDispose]());

describe("studiesStep, with a folder", () => {
  it("is done when the folder is there, whatever its name", async () => {
    const folder = `${bench.site.machine.workspace}/it's $(mine)\n`;
    await mkdir(folder);

    expect(await step.look(bench.siteFor({ studies: folder }), never)).toEqual({ state: "done" });
  });

  it("throws no-studies when it is not there", async () => {
    const look = step.look(bench.siteFor({ studies: "/no/such/folder" }), never);

    await expect(look).rejects.toMatchObject({ code: "no-studies" });
  });

  it("leaves a folder of somebody else alone, where the samples would go", async () => {
    const folder = `${bench.site.machine.workspace}/studies`;
    await mkdir(folder);
    await writeFile(`${folder}/own.nii.gz`, "");
    const python = `${bench.folder}/venv/bin`;
    await mkdir(python, { recursive: true });
    await writeFile(`${python}/python`, '#!/bin/sh\nexec python3 "$@"\n', { mode: 0o755 });

    const begin = step.begin(bench.siteFor({ studies: "synthetic" }), never);

    await expect(begin).rejects.toMatchObject({ code: "foreign-studies" });
  });
});

describe("studiesStep, with a PACS", () => {
  type Pacs = {
    readonly status: number;
    readonly type: string;
    readonly location?: string;
    /** Where the login belongs. @default that PACS */
    readonly place?: PacsPlace;
  };

  async function lookAt(
    { status, type, location = "", place }: Pacs,
    path = "/dicom-web/",
  ): Promise<{ asked: string[]; result: unknown }> {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(`${request.url} ${request.headers.accept} ${request.headers.authorization}`);
      response.writeHead(status, { "content-type": type, location }).end("[]");
    });
    await using pacs = await listenOnLoopback(server);
    const origin = `http://127.0.0.1:${pacs.port}`;
    const studies = origin + path;
    const own = studiesStep({ ...login, place: place ?? { origin, mayBeUnencrypted: false } });
    const result = await own.look(bench.siteFor({ studies }), never).catch((error: unknown) => error);
    return { asked, result };
  }

  it("is done when it answers the pod, which logs in by a file that is gone afterwards", async () => {
    const { asked, result } = await lookAt({ status: 200, type: "application/dicom+json" });

    const sent = Buffer.from(`labelpod:${password}`).toString("base64");
    expect(result).toEqual({ state: "done" });
    expect(asked).toEqual([`/dicom-web/studies?limit=1 application/dicom+json Basic ${sent}`]);
    expect(existsSync(`${bench.folder}/pacs.json`)).toBe(false);
  });

  it("is done without the login at a PACS that wants none and that it is not for", async () => {
    const place = { origin: "https://pacs.example.org", mayBeUnencrypted: true };

    const { asked, result } = await lookAt({ status: 200, type: "application/dicom+json", place });

    expect(result).toEqual({ state: "done" });
    expect(asked).toEqual(["/dicom-web/studies?limit=1 application/dicom+json undefined"]);
  });

  it("keeps the login from where the PACS sends on to", async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(`${request.url} ${request.headers.authorization}`);
      response.writeHead(200, { "content-type": "application/dicom+json" }).end("[]");
    });
    await using other = await listenOnLoopback(server);
    const location = `http://127.0.0.1:${other.port}/elsewhere`;

    await lookAt({ status: 302, type: "text/plain", location });

    expect(asked).toEqual(["/elsewhere undefined"]);
  });

  it.each([
    [{ origin: "https://pacs.example.org", mayBeUnencrypted: false }, "pacs-other-origin"],
    [noPlace, "pacs-no-origin"],
  ])("says why a PACS that wants a login was sent none: %j", async (place, code) => {
    const { asked, result } = await lookAt({ status: 401, type: "text/html", place });

    expect(result).toMatchObject({ code });
    expect(asked).toEqual(["/dicom-web/studies?limit=1 application/dicom+json undefined"]);
  });

  const answers = [
    [204, "", { state: "done" }],
    [401, "text/html", { code: "pacs-refuses" }],
    [403, "text/html", { code: "pacs-refuses" }],
    [404, "application/json", { code: "not-dicomweb" }],
    [200, "text/html", { code: "not-dicomweb" }],
  ] as const;

  it.each(answers)("after %i %s", async (status, type, expected) => {
    const { result } = await lookAt({ status, type });

    expect(result).toMatchObject(expected);
  });

  it("throws pacs-unreachable when nothing listens there", async () => {
    const looking = step.look(bench.siteFor({ studies: "http://127.0.0.1:1/dicom-web" }), never);

    await expect(looking).rejects.toMatchObject({ code: "pacs-unreachable" });
  });
});

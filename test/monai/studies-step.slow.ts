import { createServer } from "node:http";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClock } from "../../src/system/clock.ts";
import type { SoftwareStep } from "../../src/core/ports/software.ts";
import { createSecret } from "../../src/config/secret.ts";
import { listenOnLoopback } from "../support/listen.ts";
import { never } from "../support/local-bench.ts";
import { makeSoftwareBench, type SoftwareBench } from "../support/software-bench.ts";
import { takeStep } from "../support/walk-steps.ts";

const password = "a $(password) with 'marks'";
const settle = (): Promise<void> => createClock().sleep(20);

let bench: SoftwareBench;
let step: SoftwareStep;

beforeAll(async () => {
  bench = await makeSoftwareBench({ login: { username: "labelpod", password: createSecret(password) } });
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
  type Pacs = { status: number; type: string };

  async function lookAt(
    { status, type }: Pacs,
    place = "/dicom-web/",
  ): Promise<{ asked: string[]; result: unknown }> {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(`${request.url} ${request.headers.accept} ${request.headers.authorization}`);
      response.writeHead(status, { "content-type": type }).end("[]");
    });
    await using pacs = await listenOnLoopback(server);
    const studies = `http://127.0.0.1:${pacs.port}${place}`;
    const result = await step.look(bench.siteFor({ studies }), never).catch((error: unknown) => error);
    return { asked, result };
  }

  it("is done when it answers the pod, which logs in by a file that is gone afterwards", async () => {
    const { asked, result } = await lookAt({ status: 200, type: "application/dicom+json" });

    const login = Buffer.from(`labelpod:${password}`).toString("base64");
    expect(result).toEqual({ state: "done" });
    expect(asked).toEqual([`/dicom-web/studies?limit=1 application/dicom+json Basic ${login}`]);
    expect(existsSync(`${bench.folder}/pacs.json`)).toBe(false);
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

import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  readGpuRequest,
  readModels,
  readStudies,
  readPodRequest,
} from "../../../src/commands/pod/pod-request.ts";
import type { OptionValues } from "../../../src/commands/define.ts";
import type { GpuRequest } from "../../../src/core/records/gpu-request.ts";
import { UserFacingError } from "../../../src/core/common/errors.ts";
import { defaultSettings } from "../../../src/core/records/settings.ts";

test.each([
  ["synthetic", "synthetic"],
  ["/data/ct", "/data/ct"],
  ["/data/Leber 2026/ä", "/data/Leber 2026/ä"],
  ["https://pacs.example.org/dicom-web/", "https://pacs.example.org/dicom-web"],
  ["HTTP://PACS.example.org:8042/dicom-web", "http://pacs.example.org:8042/dicom-web"],
  ["https://pacs.example.org/dicom-web?", "https://pacs.example.org/dicom-web"],
  ["https://healthcare.googleapis.com/v1/dicomWeb", "https://healthcare.googleapis.com/v1/dicomWeb"],
])("readStudies() takes “%s”", (text, studies) => {
  expect(readStudies(text)).toBe(studies);
});

test.each([
  "https://me:secret@pacs.example.org/x",
  "https://me@pacs.example.org/x",
  "https://pacs.example.org/x?token=secret",
  "https://pacs.example.org/x#secret",
  "https://evil.example/googleapis.com/",
  "https://googleapis.com.evil.example/x",
  "https://evilgoogleapis.com/x",
  "http://healthcare.googleapis.com/v1",
  "https://",
  "ftp://pacs.example.org",
  "file:///etc/passwd",
  "/data/../etc",
  "/..",
  "data/ct",
  "../x",
  "/data/$(id)",
  "/data/`id`",
  "/data;id",
  "/data/a\nb",
  "/data/a\u0000b",
  "",
])("readStudies() refuses “%s” and does not repeat it", (text) => {
  expect(() => readStudies(text)).toThrow(
    "The option studies takes synthetic, an absolute folder on the pod, or a DICOMweb URL without a password in it.",
  );
});

test("readStudies() lets no credentials, no way up and no control character through", () => {
  const parts = fc.constantFrom(
    "..",
    ".",
    "a",
    "me:pw@",
    "@",
    "?t=1",
    "#x",
    "\n",
    "\t",
    "\u0000",
    "%2e%2e",
    " ",
  );
  const texts = fc
    .tuple(fc.constantFrom("/", "https://", "http://h/", "https://h:1/"), fc.array(parts), fc.string())
    .map(([start, middle, end]) => [start + middle.join("/"), end].join("/"));
  fc.assert(
    fc.property(texts, (text) => {
      const studies = readOrRefuse(text);
      fc.pre(studies !== undefined);

      const { username, password, search, hash } = new URL(
        studies.startsWith("/") ? "http://pod" : studies,
        "http://pod",
      );
      expect([username, password, search, hash]).toEqual(["", "", "", ""]);
      expect(studies.replace(/^https?:\/\/[^/]*/, "").split("/")).not.toContain("..");
      expect(studies).not.toMatch(/\p{Cc}/u);
    }),
  );
});

function readOrRefuse(text: string): string | undefined {
  try {
    return readStudies(text);
  } catch (error) {
    if (error instanceof UserFacingError) return undefined;
    throw error;
  }
}

test("readModels() takes each known model once and refuses the others", () => {
  expect(readModels("deepedit, segmentation,deepedit")).toEqual(["deepedit", "segmentation"]);
  expect(() => readModels("deepedit,sam2")).toThrow("out of deepedit, deepgrow_2d");
  expect(() => readModels("")).toThrow("names with commas between them");
});

test("readRequest() takes the defaults for what is not given", () => {
  const { cloud, country, models, studies, usePretrained, access, minMemoryGib } = defaultSettings;

  const request = readPodRequest({}, defaultSettings);

  expect(request).toEqual({ cloud, country, models, studies, usePretrained, access, minMemoryGib });
});

test.each([
  [{ gpu: "RTX 4090,  L4 ,RTX 4090" }, { gpus: ["RTX 4090", "L4"] }],
  [{ memory: 24 }, { minMemoryGib: 24 }],
  [
    { cloud: "community", download: 1000 },
    { cloud: "community", minDownloadMbps: 1000 },
  ],
  [{ country: "de" }, { country: "DE" }],
  [{ "data-centers": "us-tx-3, EU-RO-1" }, { dataCenterIds: ["US-TX-3", "EU-RO-1"] }],
  [{ "max-price": 0.8 }, { maxUsdPerHour: 0.8 }],
])("readGpuRequest() takes %j over the defaults", (options, request) => {
  expect(readGpuRequest(options, defaultSettings)).toMatchObject(request);
});

test("readGpuRequest() takes what a team has wished back by any and by 0", () => {
  const team = {
    ...defaultSettings,
    gpus: ["L4"],
    dataCenterIds: ["US-TX-3"],
    maxUsdPerHour: 1,
    minDownloadMbps: 700,
  };

  const request = readGpuRequest(
    { gpu: "Any", "data-centers": "any", "max-price": 0, download: 0, cloud: "community" },
    team,
  );

  expect(request).toEqual({ cloud: "community", country: "US", minMemoryGib: 12 });
});

const listed = { ...defaultSettings, gpus: ["L4"], dataCenterIds: ["US-TX-3"] };

test.each<[OptionValues, Partial<GpuRequest>]>([
  [{ country: "ro" }, { country: "RO", gpus: ["L4"], minMemoryGib: 12 }],
  [{ memory: 48 }, { country: "US", minMemoryGib: 48, dataCenterIds: ["US-TX-3"] }],
  [
    { memory: 48, gpu: "A40" },
    { country: "US", minMemoryGib: 48, gpus: ["A40"], dataCenterIds: ["US-TX-3"] },
  ],
  [
    { country: "ro", "data-centers": "EU-RO-1" },
    { country: "RO", gpus: ["L4"], minMemoryGib: 12, dataCenterIds: ["EU-RO-1"] },
  ],
  [
    { country: "de", cloud: "community" },
    { cloud: "community", country: "DE", gpus: ["L4"], minMemoryGib: 12 },
  ],
])(
  "readGpuRequest() of %j replaces the team's GPUs or data centers where they would make it idle",
  (options, request) => {
    expect(readGpuRequest(options, listed)).toEqual({ cloud: "secure", ...request });
  },
);

test("readRequest() leaves a pod on a network volume where that is, whatever country is given", () => {
  const bound = { ...defaultSettings, volumeId: "v1", dataCenterIds: ["US-TX-3"] };

  expect(readPodRequest({ country: "us" }, bound)).toMatchObject({ dataCenterIds: ["US-TX-3"] });
  expect(readPodRequest({ country: "us", volume: "none" }, bound)).not.toHaveProperty("dataCenterIds");
  expect(readPodRequest({ "data-centers": "any" }, bound)).not.toHaveProperty("dataCenterIds");
});

test("readGpuRequest() leaves a team's wish for fast community machines out in the secure cloud", () => {
  expect(readGpuRequest({}, { ...defaultSettings, minDownloadMbps: 700 })).not.toHaveProperty(
    "minDownloadMbps",
  );
});

test.each([
  [{ gpu: "" }, "The option gpu takes"],
  [{ gpu: "RTX 4090,,L4" }, "The option gpu takes"],
  [{ gpu: "a;b" }, "The option gpu takes"],
  [{ gpu: "1,2,3,4,5,6,7,8,9,10,11" }, "The option gpu takes"],
  [{ country: "USA" }, "The option country takes"],
  [{ "data-centers": "Texas" }, "The option data-centers takes"],
  [{ download: 1000 }, "Only community machines are chosen by their speed"],
  [{ cloud: "community", "data-centers": "US-TX-3" }, "Community machines stand in no data center"],
])("readGpuRequest() refuses %j in one sentence", (options, sentence) => {
  expect(() => readGpuRequest(options, defaultSettings)).toThrow(sentence);
});

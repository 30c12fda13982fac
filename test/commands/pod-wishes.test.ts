import * as fc from "fast-check";
import { expect, test } from "vitest";
import { readModels, readStudies, readWishes } from "../../src/commands/pod-wishes.ts";
import { UserFacingError } from "../../src/core/errors.ts";
import { defaultSettings } from "../../src/core/settings.ts";

test.each([
  ["synthetic", "synthetic"],
  ["/data/ct", "/data/ct"],
  ["/data/Leber 2026/ä", "/data/Leber 2026/ä"],
  ["https://pacs.example.org/dicom-web/", "https://pacs.example.org/dicom-web"],
  ["HTTP://PACS.example.org:8042/dicom-web", "http://pacs.example.org:8042/dicom-web"],
  ["https://pacs.example.org/dicom-web?", "https://pacs.example.org/dicom-web"],
])("readStudies() takes “%s”", (text, studies) => {
  expect(readStudies(text)).toBe(studies);
});

test.each([
  "https://me:secret@pacs.example.org/x",
  "https://me@pacs.example.org/x",
  "https://pacs.example.org/x?token=secret",
  "https://pacs.example.org/x#secret",
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

test("readWishes() takes the defaults for what is not given", () => {
  const { cloud, country, models, studies, usePretrained, access } = defaultSettings;

  const wishes = readWishes({}, defaultSettings);

  expect(wishes).toEqual({ cloud, country, models, studies, usePretrained, access });
});

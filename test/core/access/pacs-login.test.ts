import { expect, test } from "vitest";
import { loginUse, type PacsPlace } from "../../../src/core/access/pacs-login.ts";

const named: PacsPlace = { origin: "https://pacs.example.org", mayBeUnencrypted: false };
const open: PacsPlace = { origin: "http://pacs.example.org:8042", mayBeUnencrypted: true };
const unsaid: PacsPlace = { origin: "http://pacs.example.org:8042", mayBeUnencrypted: false };
const loopback: PacsPlace = { origin: "http://127.0.0.1:8042", mayBeUnencrypted: false };
const nowhere: PacsPlace = { origin: undefined, mayBeUnencrypted: false };

test.each([
  [named, "https://pacs.example.org/dicom-web", "sent"],
  [named, "https://pacs.example.org:443/other", "sent"],
  [named, "http://pacs.example.org/dicom-web", "other-origin"],
  [named, "https://pacs.example.org:8443/dicom-web", "other-origin"],
  [named, "https://pacs.example.org.evil.example/dicom-web", "other-origin"],
  [named, "https://evil.example/pacs.example.org", "other-origin"],
  [named, "https://pacs.example.org@evil.example/dicom-web", "other-origin"],
  [named, "https://pacs.example.org\\.evil.example/", "sent"],
  [named, "https://pacs.example.org./dicom-web", "other-origin"],
  [named, "https://", "other-origin"],
  [named, "/data/ct", "none"],
  [named, "synthetic", "none"],
  [named, "https://healthcare.googleapis.com/v1/projects/x/dicomWeb", "none"],
  [undefined, "https://pacs.example.org/dicom-web", "none"],
  [open, "http://pacs.example.org:8042/dicom-web", "sent"],
  [unsaid, "http://pacs.example.org:8042/dicom-web", "unencrypted"],
  [unsaid, "http://evil.example:8042/dicom-web", "other-origin"],
  [loopback, "http://127.0.0.1:8042/dicom-web", "sent"],
  [{ ...loopback, origin: "http://127.evil.example" }, "http://127.evil.example/x", "unencrypted"],
  [nowhere, "https://pacs.example.org/dicom-web", "no-origin"],
  [nowhere, "/data/ct", "none"],
] as const)("with %j the login for %s is: %s", (place, studies, use) => {
  expect(loginUse(studies, place)).toBe(use);
});

import { expect, test } from "vitest";
import { reportPacs } from "../../src/bot/report-pacs.ts";
import { readConfig } from "../../src/config/read-config.ts";

/** What is said at a start with a login and these settings. */
function reported(given: Readonly<Record<string, string>>): readonly string[] {
  const login = { DICOMWEB_USERNAME: "reader", DICOMWEB_PASSWORD: "hidden" };
  const lines: string[] = [];
  reportPacs({ config: readConfig({ ...login, ...given }), report: (line) => lines.push(line) });
  return lines;
}

test.each([
  [{}, /not told for which one/],
  [{ LABELPOD_STUDIES: "/data" }, /not told for which one/],
  [{ LABELPOD_STUDIES: "http://pacs.example.org/dicom-web" }, /would go to the PACS unencrypted/],
])("reportPacs() says that with %j the login goes nowhere, and ends no start", (given, sentence) => {
  expect(reported(given)).toEqual([expect.stringMatching(sentence)]);
});

test.each([
  { LABELPOD_STUDIES: "https://pacs.example.org/dicom-web" },
  { DICOMWEB_ORIGIN: "https://pacs.example.org" },
  { DICOMWEB_ORIGIN: "http://pacs.example.org", LABELPOD_STUDIES: "http://pacs.example.org/dicom-web" },
])("reportPacs() says nothing with %j", (given) => {
  expect(reported(given)).toEqual([]);
});

test("reportPacs() says nothing where there is no login", () => {
  expect(reported({ DICOMWEB_USERNAME: "", DICOMWEB_PASSWORD: "" })).toEqual([]);
});

import { expect, test } from "vitest";
import { describeError, UserFacingError } from "../../../src/core/common/errors.ts";

test.each(["ENOSPC", "ERR_BAD_RESPONSE", "slack-bot-token", "is_archived", "50013", "UND_ERR_SOCKET"])(
  "describeError() keeps the code %s",
  (code) => {
    expect(describeError(Object.assign(new Error("no"), { code }))).toMatchObject({ errorCode: code });
  },
);

test.each([
  ["a page", "<html>PATIENT^JANE</html>"],
  ["a URL with its key", "http://10.0.0.1/?key=JANE"],
  ["lines", "PATIENT\nJANE"],
  ["a long text", "JANE".repeat(30)],
  ["nothing", ""],
])("describeError() drops %s that a library gives as a code", (_name, code) => {
  expect(describeError(Object.assign(new Error("no"), { code }))).not.toHaveProperty("errorCode");
});

test("describeError() takes no line of a message for a place in the code", () => {
  const described = describeError(
    new Error("An API error occurred:\n    at PATIENT^JANE (a.ts:1:2)\n  at JANE"),
  );

  expect(JSON.stringify(described)).not.toContain("JANE");
  expect(described.frames?.[0]).toContain("errors.test.ts");
});

test("describeError() does so too when the message was written over later", () => {
  const error = new Error("first\n    at PATIENT^JANE");
  error.message = "second";

  expect(JSON.stringify(describeError(error))).not.toContain("JANE");
});

test("describeError() keeps the name and the code of a failure for people, and none of its words", () => {
  const described = describeError(new UserFacingError("slack-busy", "Slack asks labelpod to wait."));

  expect(described).toMatchObject({ errorName: "UserFacingError", errorCode: "slack-busy" });
  expect(JSON.stringify(described.frames)).not.toContain("asks labelpod");
});

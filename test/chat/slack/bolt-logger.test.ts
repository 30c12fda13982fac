import { expect, test } from "vitest";
import { createBoltLogger } from "../../../src/chat/slack/bolt-logger.ts";
import { createTestLog } from "../../support/log.ts";

test("createBoltLogger() keeps of a warning only its known beginning, and nothing below a warning", () => {
  const log = createTestLog();
  const logger = createBoltLogger(log);

  logger.debug("http request body: xoxb-1");
  logger.info("hello");
  logger.warn("http request failed", "PATIENT^JANE");
  logger.error("WebSocket error! PATIENT^JANE");
  logger.error({ body: "PATIENT^JANE" });

  expect(log.entries).toEqual([
    { event: "slack library warning", data: { about: "http request failed" } },
    { event: "slack library error", data: { about: "WebSocket error" } },
    { event: "slack library error", data: { about: "other" } },
  ]);
});

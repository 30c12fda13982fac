import { expect, test } from "vitest";
import { createLog } from "../../src/system/log.ts";
import { createSecret } from "../../src/config/secret.ts";

function writeTo(lines: string[]): ReturnType<typeof createLog> {
  return createLog({ level: "info", destination: { write: (line) => void lines.push(line) } });
}

test("createLog() writes one JSON object a line, with the static text beside its data", () => {
  const lines: string[] = [];

  writeTo(lines).warn("stop failed", { podId: "k1", attempts: 2 });

  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ msg: "stop failed", podId: "k1", attempts: 2 });
});

test.each([
  "token",
  "botToken",
  "appToken",
  "webToken",
  "gateSecret",
  "signingSecret",
  "password",
  "apiKey",
  "privateKey",
  "authorization",
  "url",
  "redisUrl",
])("createLog() never writes a field named %s, nor one level down", (name) => {
  const lines: string[] = [];
  const log = writeTo(lines);

  log.info("started", { [name]: "hunter2", config: { [name]: "hunter2" } });
  log.error("failed", { given: createSecret("hunter2") });

  expect(lines.join("")).not.toContain("hunter2");
  expect(lines.join("")).toContain("[secret]");
});

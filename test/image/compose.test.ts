import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { ZodError } from "zod";
import { mountsOf, publishedPorts, readCompose } from "./support/compose.ts";

const text = readFileSync(path.resolve(import.meta.dirname, "../../docker-compose.yml"), "utf8");

test.each([
  ["read_only: true", "read_only: false"],
  ["cap_drop: [ALL]", "cap_drop: [NET_ADMIN]"],
  ['security_opt: ["no-new-privileges:true"]', "privileged: true"],
  ["tmpfs: /tmp", "network_mode: host"],
])("readCompose() refuses a docker-compose.yml with %s changed to %s", (before, after) => {
  expect(text).toContain(before);

  expect(() => readCompose({}, text.replace(before, after))).toThrow(ZodError);
});

test("the port for Slack is published to the machine's loopback alone, by the number of .env", () => {
  const chosen = publishedPorts(readCompose({ SLACK_HTTP_PORT: "9000" }).services.labelpod);
  const byDefault = publishedPorts(readCompose({ SLACK_HTTP_PORT: "" }).services.labelpod);

  expect(chosen).toEqual([{ hostIp: "127.0.0.1", hostPort: 9000, containerPort: 8766 }]);
  expect(byDefault).toEqual([{ hostIp: "127.0.0.1", hostPort: 8766, containerPort: 8766 }]);
});

test.each(["8766:8766", "8766", "0:8766"])(
  "publishedPorts() refuses %s, which more than this machine may reach",
  (port) => {
    expect(() => publishedPorts({ ports: [port] })).toThrow(/has to be IP:PORT:PORT/);
  },
);

test("files that .env names are mounted read-only beside the sources, the data folder is a volume", () => {
  expect(mountsOf(readCompose().services.labelpod, "/project", "/volumes")).toEqual([
    { source: "/volumes/home", target: "/data", isReadOnly: false },
    { source: "/project/files", target: "/labelpod/files", isReadOnly: true },
  ]);
});

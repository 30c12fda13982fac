import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once as onceHeard } from "node:events";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { keyPrefix } from "../../src/store/key-prefix.ts";
import { startTestRedis } from "../support/redis.ts";
import { makeBullSubject } from "./bull-subject.ts";
import { once, scheduled, waitsMs } from "./waiting-jobs.ts";

const shift = path.resolve(import.meta.dirname, "../support/shift-date.ts");
const worker = path.join(import.meta.dirname, "waiting-worker.ts");

test("what waits by a clock that was put back by hours since runs at once", async () => {
  await using server = await startTestRedis();
  const prefix = keyPrefix(randomUUID());
  const shiftFile = `${server.url}.ahead`;
  await writeFile(shiftFile, "180");
  const child = spawn(process.execPath, ["--import", shift, worker, server.url, prefix], {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, SHIFT_FILE: shiftFile },
  });
  await using subject = await makeBullSubject(server, prefix);
  const { connection } = subject;
  const waiting = async (): Promise<readonly number[]> =>
    Promise.all(
      [once, scheduled].map(async ({ lane }) => {
        const count = await connection.zcard(`${prefix}:${lane}:delayed`);
        return count - (await connection.llen(`${prefix}:${lane}:active`));
      }),
    );
  await expect.poll(waiting).toEqual([1, 1]);
  child.kill("SIGKILL");
  await onceHeard(child, "close");
  const ran: string[] = [];

  await subject.queue.every(scheduled, "1", waitsMs);
  await subject.work(
    [once, scheduled].map(({ name, lane }) => ({ name, lane, runWith: async () => void ran.push(name) })),
  );

  await subject.until(() => ran.length === 2);
  expect(ran.toSorted()).toEqual(["once", "scheduled"]);
  expect(subject.logged.map(({ event }) => event)).toContain("the clock that jobs wait by was put back");
});

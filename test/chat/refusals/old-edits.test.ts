import { expect, test } from "vitest";
import { sampleCard } from "../../support/chat-bench.ts";
import { createBench } from "./bench.ts";
import { discordError } from "./discord-channel.ts";
import { isOldEdit } from "./discord-refusals.ts";
import { findExcess } from "./limits.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

test("edits of old messages that Discord limits are never in the way of fresh cards", async () => {
  await using bench = createBench();
  const { board, server, channel } = await bench.open("discord");
  const old = Array.from({ length: 10 }, (_, number) =>
    sampleCard({ key: `old-${number}`, title: `Old ${number}` }),
  );
  for (const card of old) await board.show(card);
  await bench.pass(hour + minute);
  server.fault = (ask, nowMs) =>
    isOldEdit({ ask, channel, nowMs }) ? discordError(429, 30_046, { "retry-after": "20" }) : undefined;
  const beganAtMs = bench.clock.now();

  for (const card of old) await board.show({ ...card, title: `${card.title} is over`, outcome: "succeeded" });
  await board.show(sampleCard({ key: "fresh", title: "Fresh" }));
  await bench.pass(5 * second);
  await board.show(sampleCard({ key: "fresh", title: "Fresh is over", outcome: "succeeded" }));
  await bench.pass(5 * minute);
  server.fault = () => undefined;
  await bench.pass(10 * minute);

  const fresh = server.asked.filter(({ body }) => JSON.stringify(body).includes("Fresh"));
  expect(fresh.map(({ kind, atMs }) => ({ kind, afterMs: atMs - beganAtMs }))).toEqual([
    { kind: "post", afterMs: 0 },
    { kind: "edit", afterMs: 5 * second },
  ]);
  for (const { body } of channel.messages()) expect(JSON.stringify(body)).toContain("is over");
  expect(findExcess("discord", server.asked)).toEqual([]);
});

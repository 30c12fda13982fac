import { expect, test } from "vitest";
import { answerWords } from "../../src/core/words/answers.ts";
import type { Card } from "../../src/core/records/card.ts";
import { wrongsIn } from "./figures.ts";
import { createPromises, type Promises } from "./promises.ts";
import { callFault, episode, order, playSmallWorld } from "./small-world.ts";
import { hourMs, minuteMs } from "./units.ts";

function card(key: string): Card {
  return { key, teamId: "team", tone: "bad", outcome: "failed", title: "", lines: [] };
}

/** Of a `/pod up` that was answered well, once its time is over. */
function follow(shown: readonly string[]): Promises {
  let ableMs = 0;
  const promises = createPromises({ readMs: () => ableMs, run: () => {} }, () => false);
  const answer = { acknowledgement: answerWords.podStarts(), card: card("pod:k1:1") };
  promises.answered("pod up", answer, 0);
  ableMs += minuteMs;
  for (const key of shown) promises.shown(card(key));
  ableMs += hourMs;
  return promises;
}

test("/pod up has come to nothing when nobody was told why", () => {
  expect(follow([]).broken()).toEqual(["pod up"]);
  expect(follow(["pod:k2:1:alarm:10"]).broken()).toEqual(["pod up"]);
});

test("/pod up has come to an end with the alarm that the stop of its pod is not confirmed", () => {
  expect(follow(["pod:k1:1:alarm:10"]).broken()).toEqual([]);
});

test("a training has come to an end with the alarm that its pod is not shown to the key", () => {
  let ableMs = 0;
  const promises = createPromises({ readMs: () => ableMs, run: () => {} }, () => true);
  promises.answered(
    "train deepedit",
    { acknowledgement: answerWords.trainingStarts(), card: card("training:k6") },
    0,
  );
  ableMs += minuteMs;
  promises.shown(card("pod:k2:1:unshown:5:1"));
  ableMs += 4 * hourMs;

  expect(promises.broken()).toEqual([]);
});

test("two commands after the order to stop are none before it", async () => {
  const { figures, story } = await playSmallWorld({
    faults: [episode("22:05", "key-refused", { lastsMs: hourMs, choice: 0.1 })],
    orders: [order("21:00", "pod up"), order("22:20:30", "pod up"), order("22:20:31", "pod up")],
  });

  expect(story.join("\n")).toContain("whether that could be called off");
  expect(wrongsIn(figures)).toEqual([]);
});

test("who comes back uses the pod also where that could not be noted at once", async () => {
  const { figures, story } = await playSmallWorld({
    faults: [
      callFault("11:00", { kind: "ignored", calls: "pods.stop", lastsMs: 25 * minuteMs }),
      callFault("11:26:59", { kind: "refused", calls: "store.pods.replace" }),
    ],
    orders: [order("10:00", "pod up idle:1h"), order("11:27", "pod up")],
  });

  expect(story.join("\n")).toContain("its stop was called off");
  expect(wrongsIn(figures)).toEqual([]);
});

test("a pod that ended before its new key could be shown it is booked as one that may be up", async () => {
  const { figures, story } = await playSmallWorld({
    faults: [
      episode("22:00", "killed", { lastsMs: hourMs }),
      episode("22:15", "deleted-outside"),
      // Another key, of which nobody says whose it is.
      episode("22:20", "key-renewed", { choice: 0.8 }),
    ],
    orders: [order("21:30", "pod up")],
  });

  expect(story.join("\n")).toContain("may be billed in another account");
  expect(wrongsIn(figures)).toEqual([]);
});

test("a fresh pod that is being stopped by somebody still had its machine", async () => {
  const { figures, story } = await playSmallWorld({
    faults: [episode("11:00:18", "stopped-outside")],
    orders: [order("10:00", "pod up"), order("10:30", "pod down"), order("11:00", "pod up fresh:yes")],
  });

  expect(story.join("\n")).toContain("stopped > stopping (delete)");
  expect(wrongsIn(figures)).toEqual([]);
});

test("an alarm counts also of a machine that another record than its first one is of", async () => {
  const { figures, story } = await playSmallWorld({
    faults: [
      episode("10:00", "redis-wiped"),
      callFault("11:10", { kind: "ignored", calls: "pods.stop", lastsMs: 25 * minuteMs }),
    ],
    orders: [order("09:00", "pod up"), { ...order("10:00:14", "pod up"), id: 1 }],
  });

  expect(story.join("\n")).toContain("does not stop");
  expect(story.join("\n")).not.toContain("was found again");
  expect(wrongsIn(figures)).toEqual([]);
});

test.each(["redis-full", "redis-down", "disk-full"] as const)(
  "what keeps Redis from being written (%s) holds a stop up for as long, with a whole lease after it",
  async (kind) => {
    const { figures, story } = await playSmallWorld({
      faults: [
        episode("10:05", kind, { lastsMs: 14 * minuteMs }),
        callFault("10:19", { kind: "killed-before", calls: "pods.stop", lastsMs: 5 * hourMs }),
      ],
      orders: [order("09:00", "pod up")],
    });

    expect(story.join("\n")).toContain("watchdog  memory-1 asks for its stop");
    expect(wrongsIn(figures)).toEqual([]);
  },
);

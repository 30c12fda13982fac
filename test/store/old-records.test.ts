import { expect, test } from "vitest";
import { z } from "zod";
import { failureCodes } from "../../src/core/common/failure-code.ts";
import { createCodec, type Codec } from "../../src/store/codec.ts";
import { codecs } from "../../src/store/codecs.ts";
import { readOldFile } from "../support/old-versions.ts";

const record = z.record(z.string(), z.unknown());
const records = z.array(z.object({ teamId: z.string(), id: z.string(), value: record }));

type Lifted<T> = { readonly before: z.infer<typeof record>; readonly now: T };

/** What lay in Redis in version 0, and what it says now, read as it lay there; writing it again changes nothing of that. */
function lift<T>(name: string, codec: Codec<T>): readonly Lifted<T>[] {
  const lifted = records.parse(JSON.parse(readOldFile(0, `${name}.json`))).map(({ id, value }) => {
    const now = codec.decode(JSON.stringify(value), id);
    expect(codec.decode(codec.encode(now), id)).toEqual(now);
    expect(JSON.parse(codec.encode(now))).toMatchObject({ v: 1 });
    return { before: value, now };
  });
  expect(lifted.length).toBeGreaterThan(0);
  return lifted;
}

function saysTheSame<T>(name: string, codec: Codec<T>): void {
  test(`${name} of version 0 say just what they said`, () => {
    for (const { before, now } of lift(name, codec)) expect(now).toEqual(before);
  });
}

saysTheSame("slots", codecs.slots);
saysTheSame("messages", codecs.messages);
saysTheSame("confirmations", codecs.confirmations);
saysTheSame("settings", codecs.settings);
saysTheSame("sightings", codecs.sightings);
saysTheSame("ledger", codecs.ledger);
saysTheSame("bills", codecs.bills);
saysTheSame("money-told", codecs.moneyTold);
saysTheSame("notices", codecs.notices);

/** What a record of version 0 still had in a phase in which it says nothing. */
const dropped: Readonly<Record<string, readonly string[]>> = {
  starting: [],
  live: ["candidates"],
  stopping: [],
  stopped: ["candidates", "isRotating"],
  gone: ["candidates", "givenUp"],
};

/** Some were made up in stories; one that is not in the list any more is told by its sentence. */
function withKnownCode(failure: z.infer<typeof record>): z.infer<typeof record> {
  const isKnown = failureCodes.some((code) => code === failure["code"]);
  return { ...failure, code: isKnown ? failure["code"] : "internal" };
}

test("pods of version 0 keep all that they said, what belongs to one run in it", () => {
  for (const { before, now } of lift("pods", codecs.pods)) {
    const { wishes, run, failure, ...facts } = before;
    const said: z.infer<typeof record> = { ...now, ...now.run };

    expect(now.request).toEqual(wishes);
    expect(now.run.failure).toEqual(failure === undefined ? undefined : withKnownCode(record.parse(failure)));
    expect(now.run).toMatchObject(record.parse(run));
    const kept = Object.entries(facts).filter(([name]) => dropped[now.phase]?.includes(name) !== true);
    for (const [name, value] of kept) expect([now.phase, name, said[name]]).toEqual([now.phase, name, value]);
  }
});

const asked = {
  id: "k1",
  teamId: "main",
  name: "labelpod-k2w7n4-k1",
  provider: "runpod",
  wishes: {
    cloud: "secure",
    country: "US",
    models: [],
    studies: "synthetic",
    usePretrained: false,
    access: "http",
  },
  askedBy: { platform: "web", id: "ada", name: "Ada" },
  run: { number: 1, startedAtMs: 5, trainings: 0 },
  step: { name: "create", enteredAtMs: 6 },
  stepsDone: [],
  bootId: "life-1",
};

test.each([
  [
    "a step that no bring-up has any more",
    { phase: "starting", step: { name: "unpack" } },
    { step: { name: "choose" } },
  ],
  ["a live pod without a machine", { phase: "live" }, { step: { name: "choose" } }],
  ["a stop without an order", { phase: "stopping" }, { stop: { reason: "outside", volume: "keep" } }],
  ["a stopped pod without a time", { phase: "stopped" }, { endedAtMs: 5 }],
  [
    "a pod that went when its run ended",
    { phase: "gone", run: { ...asked.run, endedAtMs: 7 } },
    { endedAtMs: 7, goneAtMs: 7, stop: { volume: "keep" } },
  ],
])("a pod of version 0 is read whatever it lacks: %s", (_what, lacks, run) => {
  const now = codecs.pods.decode(JSON.stringify({ ...asked, ...lacks }), "k1");

  expect(now).toMatchObject({ phase: lacks.phase === "live" ? "starting" : lacks.phase, run });
});

test("a training of version 0 that ran without a name is looked for at its server", () => {
  const known = lift("trainings", codecs.trainings).find(({ before }) => before["state"] === "running");
  const { taskId: _, ...unnamed } = known?.before ?? {};

  expect(codecs.trainings.decode(JSON.stringify(unnamed), "t1").state).toBe("submitting");
});

test("trainings of version 0 keep all that they said but the metrics of older epochs", () => {
  for (const { before, now } of lift("trainings", codecs.trainings)) {
    const { wishes, labelled, progress, ...facts } = before;
    const { epochs, ...known } = record.parse(progress);
    const latest = z.array(z.unknown()).parse(epochs).at(-1);

    expect(now).toMatchObject(facts);
    expect(now.request).toEqual(wishes);
    expect(now.labelled).toBe(labelled === Number.MAX_SAFE_INTEGER ? undefined : labelled);
    expect(now.progress).toEqual(latest === undefined ? known : { ...known, latest });
  }
});

test("a record of a later version says so, and one that can't be read says which it is", () => {
  const codec = createCodec(z.object({ holderId: z.string() }), [(old) => old]);

  expect(() => codec.decode('{"v":2,"holderId":"k1"}', "slots:main/pod")).toThrow(
    expect.objectContaining({ code: "record-newer", userMessage: expect.stringContaining("slots:main/pod") }),
  );
  expect(() => codec.decode('{"v":1}', "slots:main/pod")).toThrow(
    expect.objectContaining({
      code: "record-unreadable",
      userMessage: expect.stringContaining("slots:main/pod"),
    }),
  );
});

test("a card with a bar that JSON has no number for is read", () => {
  const card = { key: "k", teamId: "main", tone: "working", outcome: "open", title: "T", lines: [] } as const;
  const written = codecs.messages.encode({ card: { ...card, bar: { fraction: Number.NaN, label: "" } } });

  expect(codecs.messages.decode(written, "k").card.bar).toEqual({ fraction: 0, label: "" });
});

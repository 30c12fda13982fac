import { describe, expect, it } from "vitest";
import {
  abandoned,
  actionPath,
  attended,
  createWatchdogBench,
  notesOf,
  patience,
  podId,
  podKey,
  readTold,
  type WatchdogBench,
} from "./watchdog-bench.ts";
import { seen } from "./stop-bench.ts";

describe("a pod that nobody uses and whose bot is silent", () => {
  it("is stopped by RunPod's action, with the pod's own key", async () => {
    await using bench = await createWatchdogBench();
    bench.runpod.answer("action", { status: 204 });

    bench.start(abandoned);

    await expect
      .poll(() => bench.runpod.questions[0], patience)
      .toEqual({
        line: `POST ${actionPath}`,
        key: `Bearer ${podKey}`,
        userAgent: "labelpod-watchdog",
        body: { action: "stop" },
      });
  });

  it.each([
    { status: 403 },
    { status: 503 },
    { status: 404 },
    { status: 307, headers: { location: "/elsewhere" } },
    { status: 302, headers: { location: "/elsewhere" } },
  ])("is stopped by GraphQL when the action gets $status", async (answer) => {
    await using bench = await createWatchdogBench();
    bench.runpod.answer("action", answer);
    bench.runpod.answer("graphql", { status: 200, body: { data: { podStop: { id: podId } } } });

    bench.start(abandoned);

    await expect
      .poll(() => bench.runpod.questions[1], patience)
      .toMatchObject({
        line: "POST /graphql",
        key: `Bearer ${podKey}`,
        body: { query: `mutation { podStop(input:{podId:"${podId}"}) { id desiredStatus } }` },
      });
    await expect.poll(() => notesOf(bench), patience).toContain("accepted graphql 200");
    expect(notesOf(bench)).toContain(`failed action ${answer.status}`);
    expect(bench.runpod.ways()).not.toContain("/elsewhere");
  });

  it.each([
    { graphql: { status: 200, body: { errors: [{ message: "no" }], data: null } }, note: "errors" },
    { graphql: { status: 200, body: ["no object"] }, note: "errors" },
    { graphql: { status: 200 }, note: "JSONDecodeError" },
    { graphql: { status: 401 }, note: "401" },
  ])("is stopped by the program when GraphQL refuses too, by $note", async ({ graphql, note }) => {
    await using bench = await createWatchdogBench();
    bench.runpod.answer("graphql", graphql);
    bench.putRunpodctl("pod stop");

    bench.start(abandoned);

    await expect.poll(() => bench.runpodctlCalls()[0], patience).toBe(`with key: pod stop ${podId}`);
    await expect.poll(() => notesOf(bench), patience).toContain("accepted runpodctl 0");
    expect(notesOf(bench)).toContain(`failed graphql ${note}`);
  });

  it("is stopped without GraphQL, which RunPod ends in 2027: by the action once that works again", async () => {
    await using bench = await createWatchdogBench();
    bench.runpod.answer("graphql", { status: 410, body: { errors: [{ message: "retired" }] } });
    bench.runpod.answer("action", { status: 503 });
    bench.start(abandoned);
    await expect
      .poll(() => notesOf(bench), patience)
      .toEqual(
        expect.arrayContaining(["failed action 503", "failed graphql 410", "failed runpodctl absent"]),
      );

    bench.runpod.answer("action", { status: 204 });

    await expect.poll(() => notesOf(bench), patience).toContain("accepted action 204");
    expect(notesOf(bench)).not.toContain("accepted graphql 410");
  });

  it("is stopped by the program when the action fails and GraphQL is no more", async () => {
    await using bench = await createWatchdogBench();
    bench.runpod.answer("graphql", { status: 410 });
    bench.putRunpodctl("pod stop");

    bench.start(abandoned);

    await expect.poll(() => notesOf(bench), patience).toContain("accepted runpodctl 0");
    expect(notesOf(bench)).toContain("failed graphql 410");
  });

  it("is stopped by an older program in its own words", async () => {
    await using bench = await createWatchdogBench();
    bench.putRunpodctl("stop pod");

    bench.start(abandoned);

    await expect.poll(() => notesOf(bench), patience).toContain("accepted runpodctl-legacy 0");
    expect(bench.runpodctlCalls().slice(0, 2)).toEqual([
      `with key: pod stop ${podId}`,
      `with key: stop pod ${podId}`,
    ]);
  });

  it("is asked for by the next way when it still lives after one was accepted", async () => {
    await using bench = await createWatchdogBench();
    bench.runpod.answer("action", { status: 409 });
    bench.runpod.answer("graphql", { status: 200, body: { data: {} } });
    bench.putRunpodctl("pod stop");

    bench.start(abandoned);

    await expect
      .poll(() => asked(bench).slice(0, 6), patience)
      .toEqual([
        "accepted action 409",
        "accepted graphql 200",
        "accepted runpodctl 0",
        "failed runpodctl-legacy 1",
        "accepted action 409",
        "accepted graphql 200",
      ]);
  });

  it("is asked for again and again, from the first way on, while all refuse", async () => {
    await using bench = await createWatchdogBench();

    bench.start(abandoned);

    await expect
      .poll(() => bench.runpod.ways().slice(0, 6), patience)
      .toEqual(["action", "graphql", "action", "graphql", "action", "graphql"]);
    expect(notesOf(bench)).toContain("failed runpodctl absent");
  });

  it("is asked for also where one way can't be reached, or would show the key", async () => {
    await using bench = await createWatchdogBench();
    bench.putRunpodctl("pod stop");
    const environment = {
      LABELPOD_API_URL: "http://runpod.example/v2",
      LABELPOD_GRAPHQL_URL: "http://127.0.0.1:1/graphql",
    };

    bench.start(abandoned, { environment });

    await expect.poll(() => notesOf(bench), patience).toContain("accepted runpodctl 0");
    expect(notesOf(bench)).toContain("failed action UnsafeAddressError");
    expect(notesOf(bench)).toContain("failed graphql URLError/ConnectionRefusedError");
  });

  it("is named to nobody by an id that is none", async () => {
    await using bench = await createWatchdogBench();
    bench.putRunpodctl("pod stop");

    bench.start(abandoned, { environment: { RUNPOD_POD_ID: '"}) { id } }' } });

    await expect.poll(() => notesOf(bench), patience).toContain("failed runpodctl MissingAccessError");
    expect([bench.runpod.questions, bench.runpodctlCalls()]).toEqual([[], []]);
  });

  it("tells its key to nobody but RunPod", async () => {
    await using bench = await createWatchdogBench();
    bench.runpod.answer("graphql", { status: 200, body: { errors: [{ message: podKey }] } });
    bench.putRunpodctl("stop pod");
    const bad = bench.start(abandoned, { environment: { RUNPOD_API_KEY: `${podKey}\n` } });
    await expect.poll(() => notesOf(bench), patience).toContain("failed action ValueError");
    const badTold = readTold(bench, bad);
    await bad.end();

    const child = bench.start(abandoned);
    await expect.poll(() => notesOf(bench), patience).toContain("failed graphql errors");
    await expect.poll(() => notesOf(bench), patience).toContain("accepted runpodctl-legacy 0");

    const told = [badTold, readTold(bench, child), ...bench.runpodctlCalls()].join("\n");
    expect(told).toContain("accepted runpodctl-legacy 0");
    expect(told).not.toContain(podKey);
    expect(child.output()).toBe("");
  });
});

describe("a pod that could not be stopped yet", () => {
  it("is left to whoever begins to use it meanwhile", async () => {
    await using bench = await createWatchdogBench();
    bench.start(abandoned);
    await expect.poll(() => bench.runpod.questions.length, patience).toBeGreaterThan(2);

    bench.noteUse({ work: ["training"] });

    await expect.poll(() => notesOf(bench), patience).toContain("called-off");
    await seen(bench, "used");
  });
});

describe("the limit", () => {
  it("ends a pod in use and with a bot that is there, and no renewal calls it off", async () => {
    await using bench = await createWatchdogBench();
    bench.noteUse({ work: ["training"] });
    bench.start(attended);
    await seen(bench, "used");
    const asksBefore = bench.runpod.questions.length;

    bench.renew({ ...attended, limitS: 0 });
    await expect.poll(() => notesOf(bench), patience).toContain("stop limit");
    bench.renew(attended);
    await expect.poll(() => bench.state()?.limitLeftS, patience).toBeGreaterThan(4000);
    const asks = bench.runpod.questions.length;

    await expect.poll(() => bench.runpod.questions.length, patience).toBeGreaterThan(asks + 2);
    expect(asksBefore).toBe(0);
    expect(notesOf(bench)).not.toContain("called-off");
  });

  it("ends a pod of which nobody can tell whether it is used", async () => {
    await using bench = await createWatchdogBench();
    bench.noteUse({ unknown: ["tasks"] });

    bench.start({ ...attended, limitS: 0 });

    await expect.poll(() => notesOf(bench), patience).toContain("stop limit");
    expect(bench.state()?.use).toBe("unknown");
  });
});

/** What was accepted, and the last ways of a round that failed. */
function asked(bench: WatchdogBench): readonly string[] {
  return notesOf(bench).filter((note) => /^(accepted|failed) /.test(note));
}

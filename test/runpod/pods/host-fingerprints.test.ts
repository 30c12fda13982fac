import { describe, expect, it } from "vitest";
import type { Machine } from "../../../src/core/records/machine.ts";
import { createHostFingerprints } from "../../../src/runpod/pods/host-fingerprints.ts";
import * as faults from "../../twins/runpod/faults.ts";
import type { Fault } from "../../twins/runpod/faults.ts";
import { createTestClock, makeRunpodBench, never, type RunpodBench } from "../bench.ts";

const quickMs = 300;
const stranger = `SHA256:${"A".repeat(43)}`;

describe("createHostFingerprints()", () => {
  it("finds the key that the pod has printed at this start, and that another was not among them", async () => {
    await using bench = await makeRunpodBench();
    const machine = await upMachine(bench);
    const check = checkOf(bench, quickMs);

    expect(await check(machine, printed(bench, machine))).toBe("this");
    expect(await check(machine, stranger)).toBe("others");
  });

  it("takes the keys of the start that the pod is in", async () => {
    await using bench = await makeRunpodBench();
    const first = await upMachine(bench);
    const before = printed(bench, first);
    const { providerPodId } = first;
    await bench.provider.pods.stop(providerPodId, never);
    await bench.provider.pods.start(providerPodId, never);
    await bench.twin.advance(providerPodId);
    const second = (await bench.provider.pods.get(providerPodId, never))?.machine ?? first;
    const check = checkOf(bench, quickMs);

    expect(second.startId).not.toBe(first.startId);
    expect(await check(second, printed(bench, second))).toBe("this");
    expect(await check(second, before)).toBe("others");
  });

  it("finds nothing of a start that is not in the log yet, though keys of earlier ones are", async () => {
    await using bench = await makeRunpodBench();
    const machine = await upMachine(bench);
    const later = { ...machine, startId: "2099-01-01T00:00:00Z 127.0.0.1:1" };

    expect(await checkOf(bench, quickMs)(later, printed(bench, machine))).toBe("none");
  });

  it("holds nothing against a key where the start has no time", async () => {
    await using bench = await makeRunpodBench();
    const machine = await upMachine(bench);
    const timeless = { ...machine, startId: " 127.0.0.1:1" };
    const check = checkOf(bench, quickMs);

    expect(await check(timeless, stranger)).toBe("none");
    expect(await check(timeless, printed(bench, machine))).toBe("this");
  });

  it.each([
    ["no line of a key", "pod is ready to use", "none"],
    ["a key of another type alone", `256 ${stranger} root@pod (ECDSA)`, "none"],
    [
      "what a stranger sent, in a line about something else",
      `Invalid user 256 ${stranger} (ED25519)`,
      "none",
    ],
    ["the key", `256 ${stranger} root@pod (ED25519)`, "this"],
    ["the key, with a carriage return", `256 ${stranger} root@pod (ED25519)\r`, "this"],
  ])("reads a log with %s", async (_, line, published) => {
    await using bench = await makeRunpodBench();
    const machine = await upMachine(bench);
    bench.twin.inject({ on: "GET /pods/{id}/logs", fault: logOf(line) });

    expect(await checkOf(bench, quickMs)(machine, stranger)).toBe(published);
  });

  it("reads on after what can't be understood", async () => {
    await using bench = await makeRunpodBench();
    const machine = await upMachine(bench);
    const line = `256 ${stranger} root@pod (ED25519)`;
    bench.twin.inject({
      on: "GET /pods/{id}/logs",
      fault: logOf(line, undefined, "data: {odd\n\ndata: 7\n\n"),
    });

    expect(await checkOf(bench, quickMs)(machine, stranger)).toBe("this");
  });

  it("leaves a log that goes on for more than a log has, and one of its lines that never ends", async () => {
    await using bench = await makeRunpodBench();
    const machine = await upMachine(bench);
    const line = `256 ${stranger} root@pod (ED25519)`;
    const check = checkOf(bench, 10_000);
    bench.twin.inject({ on: "GET /pods/{id}/logs", fault: logOf(line, undefined, `${mebibytes(1)}\n\n`) });
    bench.twin.inject({ on: "GET /pods/{id}/logs", fault: logOf(line, undefined, `${mebibytes(20)}\n\n`) });

    expect(await check(machine, stranger)).toBe("this");
    expect(await check(machine, stranger)).toBe("none");
  });

  it("does not take the key of an earlier start, whose line is still in the log", async () => {
    await using bench = await makeRunpodBench();
    const machine = await upMachine(bench);
    const line = `256 ${stranger} root@pod (ED25519)`;
    bench.twin.inject({ on: "GET /pods/{id}/logs", fault: logOf(line, "2000-01-01T00:00:00Z") });

    expect(await checkOf(bench, quickMs)(machine, stranger)).toBe("none");
  });

  it.each([badRequest(), faults.forbidden(), faults.unauthorized()])(
    "says that a log which is refused for good can't be read, here and in labelpod's own: $name",
    async (fault) => {
      await using bench = await makeRunpodBench();
      const machine = await upMachine(bench);
      bench.twin.inject({ on: "GET /pods/{id}/logs", times: 9, fault });

      expect(await checkOf(bench, quickMs)(machine, stranger)).toBe("unreadable");
      expect(bench.log.entries.map(({ event }) => event)).toContain("the pod's log can't be read");
    },
  );

  it.each([
    faults.serverError(500),
    faults.rateLimited(5),
    faults.notFound(),
    faults.hung(),
    faults.answerLost(),
    brokenLog(),
  ])(
    "takes a failure that may pass for a log without the key yet, and tells labelpod's own: $name",
    async (fault) => {
      await using bench = await makeRunpodBench();
      const machine = await upMachine(bench);
      bench.twin.inject({ on: "GET /pods/{id}/logs", fault });

      expect(await checkOf(bench, quickMs)(machine, stranger)).toBe("none");
      expect(bench.log.entries.map(({ event }) => event)).toContain("the pod's log can't be read");
    },
  );

  it("asks no log where RunPod's limit leaves nothing for it, and says nothing of the key", async () => {
    await using bench = await makeRunpodBench();
    const machine = await upMachine(bench);
    bench.twin.inject({ on: "GET /pods/{id}/logs", fault: faults.rateLimited(60) });
    const check = checkOf(bench, quickMs);

    await check(machine, stranger);

    expect(await check(machine, printed(bench, machine))).toBe("none");
    expect(bench.twin.count("GET /pods/{id}/logs")).toBe(1);
  });
});

function mebibytes(count: number): string {
  return "x".repeat(count * 1024 * 1024);
}

/** What the log of some pods is answered with. */
function badRequest(): Fault {
  return {
    name: "logs refused",
    source: "third-party clients",
    play: () => ({ status: 400, body: { error: "bad request" } }),
  };
}

/** A log whose connection dies. */
function brokenLog(): Fault {
  return {
    name: "log broken off",
    source: "the contract file, podLogs",
    play: () => ({
      status: 200,
      contentType: "text/event-stream",
      stream: async (write) => {
        write("id: 1\n");
        throw new Error("cut");
      },
    }),
  };
}

function logOf(line: string, ts = "2098-01-01T00:00:00Z", before = ""): Fault {
  const event = { source: "container", line, ts };
  return {
    name: "a log",
    source: "the contract file, podLogs",
    play: () => ({
      status: 200,
      contentType: "text/event-stream",
      stream: async (write) => write(`${before}id: 1\ndata: ${JSON.stringify(event)}\n\n`),
    }),
  };
}

function printed({ twin }: RunpodBench, { providerPodId }: Machine): string {
  return twin.machine(providerPodId)?.hostKeyFingerprints[0] ?? "";
}

async function upMachine(bench: RunpodBench): Promise<Machine> {
  return (await bench.up()).machine;
}

function checkOf({ apis, log }: RunpodBench, deadlineMs?: number): ReturnType<typeof createHostFingerprints> {
  return createHostFingerprints({ client: apis.rest, clock: createTestClock(deadlineMs), log });
}

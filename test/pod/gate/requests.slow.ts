import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { botKey, type GateBench, key, nothingHere, openGate, sha256 } from "./gate-bench.ts";
import { twoFacedHeads } from "./hostile.ts";

let gate: GateBench;

beforeAll(async () => {
  gate = await openGate();
});
afterAll(() => gate[Symbol.asyncDispose]());

/** The 15 seconds that the gate gives a head do not fit into it. */
const notTheDefaultMs = 15_000;

const host = "Host: pod.example";

describe("a request that could be read in two ways gets nothing, with the right key too:", () => {
  it.each(Object.entries(twoFacedHeads(key)))("%s", async (_name, head) => {
    const before = gate.passed().length;

    expect(await gate.send(head)).toBe(nothingHere);
    expect(gate.passed()).toHaveLength(before);
  });

  it("a head without an end, of 200 kB", async () => {
    const socket = await open();
    socket.on("error", () => undefined).write(`GET /${key}/info/ HTTP/1.1\r\nX-A: ${"b".repeat(200_000)}`);

    expect(await text(socket).catch(() => "")).toBe("");
    expect(await gate.ask(`GET /${key}/info/`)).toMatch(/ 200 /);
  });
});

describe("bodies", () => {
  it("go on as they are, by length or in chunks", async () => {
    const body = "x".repeat(300_000);
    const measured = await gate.ask(
      `POST /${key}/proxy/dicom/stow/studies`,
      [`Content-Length: ${body.length}`],
      body,
    );
    const pieces = "5;ext=1\r\nhello\r\n00006\r\n world\r\n0\r\nX-Trailer: dropped\r\n\r\n";
    const chunked = await gate.ask(
      `POST /${key}/proxy/dicom/stow/studies`,
      ["Transfer-Encoding: chunked"],
      pieces,
    );

    expect([measured, chunked].map((answer) => /"length": (\d+)/.exec(answer)?.[1])).toEqual([
      "300000",
      "11",
    ]);
    expect(
      gate
        .passed()
        .slice(-2)
        .map((request) => request.sha256),
    ).toEqual([sha256(body), sha256("hello world")]);
    expect(gate.passed().at(-1)?.headers).not.toHaveProperty("X-Trailer");
  });

  it.each([
    ["no size", "\r\nhello\r\n0\r\n\r\n"],
    ["a size that is no number", "xyz\r\nhello\r\n0\r\n\r\n"],
    ["a negative size", "-5\r\nhello\r\n0\r\n\r\n"],
    ["more than its size", "3\r\nhello\r\n0\r\n\r\n"],
    ["an early end", "5\r\nhel"],
  ])("in chunks with %s do not reach the server whole", async (_name, pieces) => {
    const before = gate.passed().length;
    const socket = await open();
    socket.end(
      `POST /${key}/proxy/dicom/stow/studies HTTP/1.1\r\n${host}\r\nTransfer-Encoding: chunked\r\n\r\n${pieces}`,
    );

    expect(await text(socket).catch(() => "")).not.toContain(" 200 ");
    expect(gate.passed()).toHaveLength(before);
  });

  it("that are invited are sent", async () => {
    const socket = await open();
    socket.write(
      `POST /${key}/proxy/dicom/stow/studies HTTP/1.1\r\n${host}\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n`,
    );
    const [invitation] = await once(socket, "data");
    socket.write("hello");

    expect(String(invitation)).toBe("HTTP/1.1 100 Continue\r\n\r\n");
    expect(await text(socket)).toContain('"length": 5');
  });

  it("that the server refuses before it has read them leave its answer readable", async () => {
    const body = "x".repeat(100_000);

    expect(await gate.ask(`PUT /${botKey}/early`, [`Content-Length: ${body.length}`], body)).toMatch(
      / 413 [^]*too much$/,
    );
  });

  it("of which the server did not want all leave no next request behind", async () => {
    const body = `${"x".repeat(400_000)}\r\n\r\nGET /${key}/left HTTP/1.1\r\n${host}\r\n\r\n`;
    const head = `PUT /${botKey}/early HTTP/1.1\r\n${host}\r\nContent-Length: ${body.length}\r\n\r\n`;

    const answer = await gate.send(head + body);

    expect(answer).toMatch(/^HTTP\/1.1 413 [^]*\r\n\r\ntoo much$/);
    expect(gate.lines().join()).not.toContain("/left");
  });

  it("of strangers are not waited for", async () => {
    const socket = await open();
    socket.write(`PUT /datastore/label HTTP/1.1\r\n${host}\r\nContent-Length: 1000000000\r\n\r\nx`);

    expect(await text(socket)).toBe(nothingHere);
  });
});

describe("answers", () => {
  it("come one after the other on one connection", async () => {
    const first = `GET /${botKey}/first HTTP/1.1\r\n${host}\r\n\r\n`;
    const second = `POST /${botKey}/second HTTP/1.1\r\n${host}\r\nContent-Length: 3\r\n\r\nabc`;
    const last = `HEAD /${botKey}/third HTTP/1.1\r\n${host}\r\nConnection: close\r\n\r\n`;

    const answer = await gate.send(first + second + last);

    expect(answer.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(3);
    expect(answer).toMatch(/"\/first"[^]*"\/second", "length": 3/);
  });

  it("in chunks come whole and end the connection", async () => {
    const answer = await gate.send(`GET /${botKey}/chunked HTTP/1.1\r\n${host}\r\n\r\n`);

    expect(answer).toContain("connection: close");
    expect(answer.endsWith("\r\n\r\n5\r\nin pa\r\n3\r\nrts\r\n0\r\n\r\n")).toBe(true);
  });

  it("do not tell what sent them", async () => {
    expect(await gate.ask(`GET /${key}/info/`)).not.toMatch(/uvicorn|server:/i);
  });

  it("that the server cuts off are cut off", async () => {
    const answer = await gate.send(`GET /${botKey}/cut HTTP/1.1\r\n${host}\r\n\r\n`);

    expect(answer).toMatch(/Content-Length: 1000[^]*half of$/i);
  });
});

it("what the server is told of the way is only the truth", async () => {
  const lies = [
    "X-Forwarded-For: 1.2.3.4",
    "X-Forwarded-Proto: https",
    "Forwarded: for=1.2.3.4",
    "Upgrade: h2c",
    "TE: trailers",
  ];

  await gate.ask(`GET /${key}/info/`, [...lies, "X-Kept: yes", "Keep-Alive: 5", "Proxy-Authorization: x"]);

  expect(gate.passed().at(-1)?.headers).toEqual({
    host: "pod.example",
    "x-kept": "yes",
    connection: "close",
  });
});

describe("slow senders", () => {
  it("do not keep anybody out, however many there are", async () => {
    const slow = await Promise.all(Array.from({ length: 300 }, () => open()));
    for (const socket of slow) socket.on("error", () => undefined).write("GET / HT");

    const answer = await gate.ask(`GET /${key}/info/`);

    expect(answer).toMatch(/ 200 /);
    // Those that came first have made room.
    await expect.poll(() => slow.filter((socket) => socket.destroyed).length).toBeGreaterThan(40);
    for (const socket of slow) socket.destroy();
  });

  it(
    "are ended when their head is not whole in time, byte by byte or not, and others stay",
    { timeout: notTheDefaultMs },
    async () => {
      await using hasty = await openGate({ environment: { LABELPOD_GATE_HEAD_S: "1" } });
      const held = hasty.ask(`GET /${key}/info/?hang`);
      await expect.poll(() => hasty.lines()).toContain("GET /info/?hang HTTP/1.1");
      const [silent, dripping] = await Promise.all([open(hasty.port), open(hasty.port)]);
      const drip = setInterval(() => dripping.write("X"), 100);
      for (const socket of [silent, dripping]) socket.on("error", () => undefined).write("GET / HT");

      const answers = await Promise.all([silent, dripping].map((socket) => text(socket).catch(() => "")));
      clearInterval(drip);
      hasty.write("release", "");

      expect(answers).toEqual(["", ""]);
      expect(await held).toMatch(/ 200 /);
    },
  );
});

async function open(port = gate.port): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  // What it does not see is read when it is looked at.
  socket.on("end", () => socket.destroy());
  return socket;
}

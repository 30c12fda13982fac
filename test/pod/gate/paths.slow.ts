import { execFileSync } from "node:child_process";
import { randomBytes, randomInt } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { python } from "../pod-bench.ts";
import { botKey, type GateBench, key, openGate, sha256 } from "./gate-bench.ts";
import { climbing } from "./hostile-names.ts";

const program = path.resolve(import.meta.dirname, "../../twins/monai-label/fuzz_gate.py");
const foundSchema = z.object({
  passed: z.number(),
  clientsRefused: z.array(z.string()),
  escaped: z.number(),
  examples: z.array(z.string()),
});
const longMs = 180_000;

describe("what gets through to MONAI Label", () => {
  const count = 20_000;

  it.each([1, randomInt(2, 2 ** 31)])(
    "is all that its clients send, and nothing that it would leave a folder for (seed %i)",
    { timeout: longMs },
    (seed) => {
      const { passed, ...found } = fuzz(seed, count);

      expect(found).toEqual({ clientsRefused: [], escaped: 0, examples: [] });
      // Requests that were all refused would prove nothing.
      expect(passed).toBeGreaterThan(count / 5);
    },
  );

  it.each(["names", "images", "sessions", "archives", "proxy", "models", "settings", "values", "files"])(
    "would be seen to leave one, if the gate's rule about %s did not hold",
    { timeout: longMs },
    (rule) => {
      expect(fuzz(1, 100_000, rule).escaped).toBeGreaterThan(0);
    },
  );
});

describe("behind a real gate", () => {
  let gate: GateBench;

  beforeAll(async () => {
    gate = await openGate();
  });
  afterAll(() => gate[Symbol.asyncDispose]());

  it.each(climbing)("nobody reaches the server by %s %s", async (...request) => {
    const [method, target, sent = "", kind = ""] = request;
    const before = gate.lines();

    const answer = await gate.ask(`${method} /${key}${target}`, headersOf(sent, kind), sent);

    const [, status = "", sentence = ""] =
      /^HTTP\/1\.1 (\d{3}) [^]*\{"detail": "([^"]+)"\}$/.exec(answer) ?? [];
    expect(["400", "403", "404", "413"]).toContain(status);
    expect(sentence).toMatch(/^[A-Z][^:.]+: .+\.$|^[A-Z].+\.$/);
    expect(gate.lines()).toEqual(before);
  });

  it("a browser is told why on a page that does not ask again", async () => {
    const visit = await gate.ask(`GET /${key}/ohif/`, ["Accept: text/html"]);
    const cookie = /set-cookie: ([^;]+);/i.exec(visit)?.[1] ?? "";

    const page = await gate.ask("GET /proxy/dicom/qido/..%2Fpatients", [
      "Accept: text/html",
      `Cookie: ${cookie}`,
    ]);

    expect(page).toMatch(
      /^HTTP\/1\.1 400 [^]*<p role="status">A name, an id or a path in this request leads out/,
    );
    expect(page).not.toMatch(/refresh|looks again|patients/);
  });

  it("labelpod itself is let through with all", async () => {
    expect(await gate.ask(`PUT /${botKey}/model/deepedit`, ["Content-Length: 1"], "x")).toMatch(/ 200 /);
  });

  it("a form arrives with the same parts, by length and in chunks", async () => {
    const content = randomBytes(700_000).toString("latin1");
    const form = slicerForm("C:\\Users\\Ada B\\tmp.nii.gz", '{"client_id": "u", "client_id": "v"}', content);
    const types = `Content-Type: multipart/form-data; boundary=${slicerBoundary}`;
    const head = `PUT /${key}/datastore/image?image=case+1 HTTP/1.1\r\nHost: pod.example\r\nConnection: close\r\n${types}\r\n`;
    const pieces = form.match(/[^]{1,70000}/g) ?? [];
    const chunks = pieces.map((piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`).join("");

    const answers = [
      await gate.send(Buffer.from(`${head}Content-Length: ${form.length}\r\n\r\n${form}`, "latin1")),
      await gate.send(Buffer.from(`${head}Transfer-Encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`, "latin1")),
    ];

    expect(answers.map((answer) => answer.slice(9, 12))).toEqual(["200", "200"]);
    const bytes = Buffer.from(content, "latin1");
    for (const { parts, line } of gate.passed().slice(-2)) {
      expect(line).toBe("PUT /datastore/image?image=case+1 HTTP/1.1");
      expect(parts).toEqual([
        { name: "params", filename: null, length: 18, sha256: sha256('{"client_id": "v"}') },
        { name: "file", filename: "tmp.nii.gz", length: 700_000, sha256: sha256(bytes) },
      ]);
    }
  });

  it("a form whose end is missing or wrong is never whole for the server", async () => {
    const before = gate.lines();
    const form = slicerForm("/tmp/a.nii.gz", "{}", "x".repeat(300_000));
    const wrong = slicerForm("/tmp/a.nii.gz", "{}", "x".repeat(300_000)).replace(
      'name="file"',
      'name="params"',
    );
    const types = `Content-Type: multipart/form-data; boundary=${slicerBoundary}`;
    const refused = await gate.ask(
      `PUT /${key}/datastore/image?image=a`,
      [types, `Content-Length: ${wrong.length}`],
      wrong,
    );
    const socket = connect(gate.port, "127.0.0.1");
    await once(socket, "connect");

    socket.end(
      `PUT /${key}/datastore/image?image=a HTTP/1.1\r\nHost: a\r\n${types}\r\nContent-Length: ${form.length}\r\n\r\n${form.slice(0, -20)}`,
    );

    expect(await text(socket).catch(() => "")).not.toContain(" 200 ");
    expect(refused).toMatch(/ 400 /);
    expect(gate.lines()).toEqual(before);
  });

  it("JSON arrives as it was understood", async () => {
    const body = '{"name": "../x", "name": "train_02", "max_epochs": 5}';

    const answer = await gate.ask(`POST /${key}/train/deepedit`, headersOf(body, "application/json"), body);

    expect(answer).toMatch(/ 200 /);
    expect(gate.passed().at(-1)?.sha256).toBe(sha256('{"name": "train_02", "max_epochs": 5}'));
  });
});

const slicerBoundary = "----------lImIt_of_THE_fIle_eW_$";

function slicerForm(filename: string, params: string, content: string): string {
  const part = `--${slicerBoundary}\r\nContent-Disposition: form-data; name=`;
  const file = `"file"; filename="${filename}"\r\nContent-Type: application/octet-stream`;
  return `${part}"params"\r\n\r\n${params}\r\n${part}${file}\r\n\r\n${content}\r\n--${slicerBoundary}--\r\n\r\n`;
}

function headersOf(body: string, kind: string): readonly string[] {
  return [`Content-Length: ${Buffer.byteLength(body)}`, ...(kind === "" ? [] : [`Content-Type: ${kind}`])];
}

function fuzz(seed: number, count: number, ...rule: readonly string[]): z.infer<typeof foundSchema> {
  const output = execFileSync(python, ["-B", program, `${seed}`, `${count}`, ...rule], { encoding: "utf8" });
  return foundSchema.parse(JSON.parse(output));
}

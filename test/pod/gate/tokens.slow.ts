import { execFileSync } from "node:child_process";
import { createHmac, randomBytes, randomInt, scryptSync } from "node:crypto";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { python } from "../pod-bench.ts";
import { askPython } from "../watchdog/lease-bench.ts";
import { type GateBench, key, nothingHere, openGate, sha256 } from "./gate-bench.ts";

const patience = { timeout: 19_000 };
const password = "correct horse";
const other = "another password";

const letInSchema = z.object({ true: z.number(), letIn: z.number(), examples: z.array(z.string()) });
const keptSchema = z.object({ start: z.string(), secret: z.string() });

describe("a token", () => {
  it.each([
    ["by the key in the URL", (): string => key],
    ["by its digest in gate.json", (): string => sha256(key)],
    [
      "as gates did before",
      (): Buffer => createHmac("sha256", sha256(key)).update("labelpod token").digest(),
    ],
    [
      "by the password's entry",
      (gate: GateBench): string => readFileSync(path.join(gate.home, "gate.json"), "utf8"),
    ],
  ])("that somebody signs %s lets nobody in", async (_how, signer) => {
    await using gate = await openGate();
    gate.lock({ logins: { ada: hash(password) } });
    const claim = "ada|99999999999";
    const signature = createHmac("sha256", signer(gate)).update(claim).digest("hex");
    const forged = `${Buffer.from(claim).toString("base64url")}.${signature}`;

    expect(await gate.ask(`GET /${key}/info/`, [`Authorization: Bearer ${forged}`])).toMatch(/ 401 /);
    expect(await gate.ask("GET /ohif/", [`Cookie: gate${gate.port}=${forged}`])).toBe(nothingHere);
  });

  it("ends with its user's password, as do the cookie and what was remembered of the address; others' stay", async () => {
    await using gate = await openGate();
    const logins = { ada: hash(password), bob: hash(other) };
    gate.lock({ logins });
    const bob = await logIn(gate, "bob", other);
    const ada = await logIn(gate, "ada", password);
    const cookie = await visit(gate, "ada", password);
    const image = `GET /${key}/datastore/image?image=a`;
    const before = await gate.ask(image);

    gate.lock({ logins: { ...logins, ada: hash("a new password") } });

    const asked = [
      before,
      await gate.ask(`GET /${key}/info/`, [ada]),
      await gate.ask(image),
      await gate.ask("GET /ohif/", [cookie]),
      await gate.ask(`GET /${key}/info/`, [bob]),
    ];
    expect(asked.map((answer) => answer.slice(9, 12))).toEqual(["200", "401", "401", "404", "200"]);
  });

  it("outlives the gate, and not the pod", async () => {
    await using gate = await openGate();
    gate.lock({ logins: { ada: hash(password) } });
    const ada = await logIn(gate, "ada", password);
    const again = async (): Promise<string> => {
      process.kill(gate.pid(), "SIGKILL");
      await expect
        .poll(async () => (await gate.run("server.py", "start")).json["code"], patience)
        .toBe("begun");
      await expect
        .poll(() => gate.ask(`GET /${key}/openapi.json`).catch(() => ""), patience)
        .toMatch(/ 200 /);
      return gate.ask(`GET /${key}/info/`, [ada]);
    };

    const sameStart = await again();
    pretendAnotherStart(gate);
    const otherStart = await again();

    expect([sameStart, otherStart].map((answer) => answer.slice(9, 12))).toEqual(["200", "401"]);
  });
});

describe("a token that was changed, or whose password, key or secret was,", () => {
  const program = path.resolve(import.meta.dirname, "../../twins/gate-tokens/fuzz_tokens.py");
  const count = 20_000;
  const fuzz = (seed: number, ...rule: readonly string[]): z.infer<typeof letInSchema> => {
    const output = execFileSync(python, ["-B", program, `${seed}`, `${count}`, ...rule], {
      encoding: "utf8",
    });
    return letInSchema.parse(JSON.parse(output));
  };

  it.each([1, randomInt(2, 2 ** 31)])("lets nobody in (seed %i)", (seed) => {
    expect(fuzz(seed)).toEqual({ true: count, letIn: 0, examples: [] });
  });

  it.each(["password", "key", "claim", "signature", "secret"])(
    "would be seen to let somebody in, if the gate did not look at its %s",
    (rule) => {
      expect(fuzz(1, rule).letIn).toBeGreaterThan(0);
    },
  );
});

describe("the secret that signs", () => {
  let folder = "";

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "labelpod-secret-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("is one for each start of the pod and each home, random and nobody else's to read", () => {
    const inside = path.join(folder, "private");

    const secrets = [
      signingSecret("/a", "start 1", inside),
      signingSecret("/a", "start 1", inside),
      signingSecret("/b", "start 1", inside),
      signingSecret("/a", "start 2", inside),
      signingSecret("/a", "start 1", inside),
    ];

    expect(secrets[1]).toBe(secrets[0]);
    expect(new Set(secrets).size).toBe(4);
    expect(secrets.every((secret) => /^[0-9a-f]{64}$/.test(secret))).toBe(true);
    const modes = [inside, ...readdirSync(inside).map((name) => path.join(inside, name))].map((name) =>
      (statSync(name).mode & 0o777).toString(8),
    );
    expect(modes).toEqual(["700", "600", "600"]);
  });

  it.each([
    ["others may look into", (inside: string): unknown => mkdirSync(inside, { mode: 0o755 })],
    ["is a link", (inside: string): unknown => symlinkSync("/root", inside)],
  ])("is kept in no folder that %s", (_which, make) => {
    const inside = path.join(folder, "private");
    make(inside);

    expect(signingSecret("/a", "start 1", inside)).not.toBe(signingSecret("/a", "start 1", inside));
  });

  it("is of the machine's and the container's start", () => {
    const told = askPython("from podlib.gate.secret import start_of_pod; print(start_of_pod())").trim();

    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    const [, fields = ""] = readFileSync("/proc/1/stat", "utf8").split(") ");
    expect(told).toBe(`${boot} ${fields.split(" ")[19]}`);
  });
});

const costSchema = z.object({
  right: z.number(),
  is: z.boolean(),
  others: z.array(z.tuple([z.string(), z.number()])),
});

it("a name that nobody has costs as many scrypts as a wrong password, on every path and for every broken entry", () => {
  const program = `
import asyncio, base64, hashlib, json, sys
from podlib.gate.admission import admit
from podlib.gate.desk import Desk
from podlib.gate.http_head import parse_request
from podlib.gate.settings import GateSettings
from podlib.gate.tokens import Tokens, checks_password
real, costs = hashlib.scrypt, []
hashlib.scrypt = lambda *given, **named: (costs.append((named["n"], named["r"], named["p"], named["dklen"])), real(*given, **named))[1]
entry, key = sys.argv[1], sys.argv[2]
logins = {"ada": entry, "empty": "", "kind": entry.replace("scrypt", "md5"), "salt": "scrypt$$" + entry.split("$")[2],
          "base64": "scrypt$***$***", "short": "scrypt$c2FsdA==$aGFzaA==", "half": "scrypt$c2FsdA=="}
settings = GateSettings(hashlib.sha256(key.encode()).hexdigest(), "", "", logins)
tokens = Tokens(b"x" * 32)
class Connection:
    def __init__(self, body): self.body = body
    def address(self, *_): return "203.0.113.1"
    async def read_small(self, *_): return self.body
def ask(head, body=b""):
    request = parse_request(head.replace("\\n", "\\r\\n").encode())
    desk = Desk(None, tokens, None)
    return asyncio.run(desk.answer(settings, admit(settings, tokens, request), request, Connection(body)))
def cost(act):
    costs.clear()
    answer = act()
    return costs[:], answer
names = [*logins, "nobody", "", "ada|", "\\udc80"]
found = [(name, cost(lambda: checks_password(settings, name, "wrong"))) for name in names]
ways = []
for name in [name for name in names if name.isprintable() or not name]:
    basic = base64.b64encode((name + ":wrong").encode()).decode()
    page = "GET /%s/ohif/ HTTP/1.1\\nHost: a\\nAccept: text/html\\nAuthorization: Basic %s\\n\\n" % (key, basic)
    post = "POST /%s/auth/token HTTP/1.1\\nHost: a\\nContent-Length: 1\\n\\n" % key
    form = ("username=%s&password=wrong" % name).encode()
    ways += [("basic " + name, cost(lambda: ask(page))), ("token " + name, cost(lambda: ask(post, form)))]
answers = {way.split(" ")[0]: set() for way, _ in ways}
for way, (_, answer) in ways: answers[way.split(" ")[0]].add(answer)
assert all(len(same) == 1 for same in answers.values()), answers
assert {tuple(spent) for _, (spent, _) in found + ways} == {((2**14, 8, 1, 32),)}, [(way, spent) for way, (spent, _) in found + ways]
assert not any(answer for _, (_, answer) in found)
print(json.dumps({"right": len(cost(lambda: checks_password(settings, "ada", sys.argv[3]))[0]),
    "is": checks_password(settings, "ada", sys.argv[3]), "others": [(way, len(spent)) for way, (spent, _) in found + ways if way.isprintable()]}))
`;

  const { right, is, others } = costSchema.parse(
    JSON.parse(askPython(program, hash(password), key, password)),
  );

  expect([right, is]).toEqual([1, true]);
  expect(others.filter(([, count]) => count !== 1)).toEqual([]);
  expect(others.length).toBeGreaterThan(25);
});

function signingSecret(home: string, start: string, folder: string): string {
  const program =
    "import sys; from podlib.gate.secret import signing_secret; print(signing_secret(*sys.argv[1:]).hex())";
  return askPython(program, home, start, folder).trim();
}

/** As the file would look to a gate after the pod was stopped and started. */
function pretendAnotherStart(gate: GateBench): void {
  const folder = readdirSync(gate.temporary).find((name) => name.startsWith("labelpod-gate-")) ?? "";
  const [name = ""] = readdirSync(path.join(gate.temporary, folder));
  const file = path.join(gate.temporary, folder, name);
  const kept = keptSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  writeFileSync(file, JSON.stringify({ ...kept, start: "before" }));
}

async function logIn(gate: GateBench, user: string, secret: string): Promise<string> {
  const body = new URLSearchParams({ username: user, password: secret }).toString();
  const answer = await gate.ask(`POST /${key}/auth/token`, [`Content-Length: ${body.length}`], body);
  return `Authorization: Bearer ${/"access_token": "([^"]+)"/.exec(answer)?.[1]}`;
}

async function visit(gate: GateBench, user: string, secret: string): Promise<string> {
  const basic = Buffer.from(`${user}:${secret}`).toString("base64");
  const answer = await gate.ask(`GET /${key}/ohif/`, ["Accept: text/html", `Authorization: Basic ${basic}`]);
  return `Cookie: ${/set-cookie: ([^;]+);/i.exec(answer)?.[1]}`;
}

function hash(secret: string): string {
  const salt = randomBytes(16);
  const digest = scryptSync(secret, salt, 32, { N: 2 ** 14, r: 8, p: 1 });
  return `scrypt$${salt.toString("base64")}$${digest.toString("base64")}`;
}

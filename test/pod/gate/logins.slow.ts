import { randomBytes, scryptSync } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { botKey, type GateBench, key, openGate, sha256 } from "./gate-bench.ts";

let gate: GateBench;

const password = "correct horse: Ünïcode";
const other = "another password";

beforeAll(async () => {
  gate = await openGate();
  gate.lock({ logins: { ada: hash(password), "bob.b": hash(other) } });
});
afterAll(() => gate[Symbol.asyncDispose]());

describe("3D Slicer", () => {
  it("is told that there is a login, gets a token for name and password, and works with it", async () => {
    const enabled = await gate.ask(`GET /${key}/auth/`);
    const token = await logIn("ada", password);
    const bearer = `Authorization: Bearer ${token}`;

    expect(enabled).toContain('"enabled": true');
    expect(await gate.ask(`GET /${key}/auth/token/valid`, [bearer])).toMatch(/ 200 /);
    expect(await gate.ask(`POST /${key}/activelearning/random`, [bearer, "Content-Length: 0"])).toMatch(
      / 200 /,
    );
    expect(gate.passed().at(-1)?.headers).not.toHaveProperty("authorization");
  });

  it("loads images without its token, once somebody has logged in from its address", async () => {
    await using fresh = await openGate();
    fresh.lock({ logins: { ada: hash(password) } });

    const before = await fresh.ask(`GET /${key}/datastore/image?image=a`);
    await fresh.ask(`POST /${key}/auth/token`, ...form("ada", password));
    const after = await fresh.ask(`GET /${key}/datastore/image?image=a`);
    const label = await fresh.ask(`GET /${key}/datastore/label?label=a&tag=final`);

    expect([before, after, label].map((answer) => answer.slice(9, 12))).toEqual(["401", "200", "401"]);
    // It is hers, not another person's.
    await logInAndInfer(fresh);
    await expect
      .poll(async () => fresh.activity(), { timeout: 15_000 })
      .toMatchObject({ acts: { annotating: expect.any(Number), inferring: expect.any(Number) }, people: 1 });
  });

  it.each([
    ["ada", other],
    ["ada", ""],
    ["nobody", password],
    ["", ""],
  ])("gets no token as “%s” with a wrong password", async (user, wrong) => {
    await using fresh = await openGate();
    fresh.lock({ logins: { ada: hash(password) } });

    const answer = await fresh.ask(`POST /${key}/auth/token`, ...form(user, wrong));

    expect(answer).toMatch(/^HTTP\/1\.1 401 [^]*The name or the password is wrong/);
  });

  it("is told to wait after many wrong passwords, with the right one too", async () => {
    await using fresh = await openGate();
    fresh.lock({ logins: { ada: hash(password) } });
    for (let tries = 0; tries < 10; tries += 1)
      await fresh.ask(`POST /${key}/auth/token`, ...form("ada", "guess"));

    expect(await fresh.ask(`POST /${key}/auth/token`, ...form("ada", password))).toMatch(/^HTTP\/1\.1 429 /);
  });
});

it("who guesses many at once is told to wait as well", async () => {
  await using fresh = await openGate();
  fresh.lock({ logins: { ada: hash(password) } });

  const tries = Array.from({ length: 40 }, async () =>
    fresh.ask(`POST /${key}/auth/token`, ...form("ada", "guess")),
  );
  const answered = await Promise.all(tries);

  expect(answered.filter((answer) => answer.startsWith("HTTP/1.1 401 "))).toHaveLength(10);
});

describe("without a login", () => {
  it.each(["GET /info/", "POST /train/deepedit", "PUT /datastore/label", "GET /datastore/label"])(
    "the key alone does not reach %s",
    async (act) => {
      const before = gate.passed().length;

      const answer = await gate.ask(act.replace(" /", ` /${key}/`), [
        "Content-Length: 0",
        "Authorization: Bearer x.y",
      ]);

      expect(answer).toMatch(/^HTTP\/1\.1 401 [^]*log in and try again/);
      expect(gate.passed()).toHaveLength(before);
    },
  );

  it("a stranger without the key does not even learn that there is one", async () => {
    expect(await gate.ask("GET /auth/")).toMatch(/^HTTP\/1\.1 404 Not Found\r\nContent-Length: 0/);
    expect(await gate.ask("POST /auth/token", ...form("ada", password))).toMatch(/^HTTP\/1\.1 404 /);
  });

  it("the key alone shows what the API looks like, which is no secret", async () => {
    expect(await gate.ask(`GET /${key}/openapi.json`)).toMatch(/ 200 /);
    expect(await gate.ask(`POST /${key}/openapi.json`, ["Content-Length: 0"])).toMatch(/ 401 /);
  });

  it("labelpod's own key works on", async () => {
    expect(await gate.ask(`GET /${botKey}/info/`)).toMatch(/ 200 /);
  });
});

describe("a browser", () => {
  const page = "Accept: text/html";

  it("asks for name and password by itself, and keeps a cookie for them", async () => {
    const asked = await gate.ask(`GET /${key}/ohif/`, [page]);
    const basic = Buffer.from(`ada:${password}`).toString("base64");
    const welcome = await gate.ask(`GET /${key}/ohif/`, [page, `Authorization: Basic ${basic}`]);
    const cookie = /set-cookie: ([^;]+);/i.exec(welcome)?.[1] ?? "";

    expect(asked).toMatch(/^HTTP\/1\.1 401 [^]*WWW-Authenticate: Basic /);
    expect(welcome).toMatch(/^HTTP\/1\.1 303 [^]*Location: \/ohif\/\r\n/);
    expect(await gate.ask("GET /ohif/", [`Cookie: ${cookie}`])).toMatch(/ 200 /);
  });

  it("does not come in by a cookie from before there were logins, nor as somebody who was taken off the list", async () => {
    await using fresh = await openGate();
    const visit = await fresh.ask(`GET /${key}/ohif/`, [page]);
    const keyOnly = /set-cookie: ([^;]+);/i.exec(visit)?.[1] ?? "";
    fresh.lock({ logins: { ada: hash(password) } });
    const token = await fresh.ask(`POST /${key}/auth/token`, ...form("ada", password));
    const bearer = `Authorization: Bearer ${/"access_token": "([^"]+)"/.exec(token)?.[1]}`;
    const asAda = await fresh.ask(`GET /${key}/info/`, [bearer]);
    fresh.lock({ logins: { "bob.b": hash(other) } });

    expect(asAda).toMatch(/ 200 /);
    expect(await fresh.ask("GET /ohif/", [`Cookie: ${keyOnly}`])).toMatch(/ 404 /);
    expect(await fresh.ask(`GET /${key}/info/`, [bearer])).toMatch(/ 401 /);
  });
});

it("people are counted by their names", async () => {
  for (const [user, secret] of [
    ["ada", password],
    ["bob.b", other],
  ] as const) {
    const bearer = `Authorization: Bearer ${await logIn(user, secret)}`;
    await gate.ask(`PUT /${key}/datastore/label`, [bearer, "Content-Length: 0"]);
  }

  await expect.poll(async () => (await gate.activity())["people"], { timeout: 15_000 }).toBe(2);
});

it("a new key ends every token", async () => {
  await using fresh = await openGate();
  fresh.lock({ logins: { ada: hash(password) } });
  const answer = await fresh.ask(`POST /${key}/auth/token`, ...form("ada", password));
  const bearer = `Authorization: Bearer ${/"access_token": "([^"]+)"/.exec(answer)?.[1]}`;

  fresh.lock({ people: sha256("another-key"), logins: { ada: hash(password) } });

  expect(await fresh.ask("GET /another-key/info/", [bearer])).toMatch(/ 401 /);
});

async function logInAndInfer(fresh: GateBench): Promise<void> {
  const answer = await fresh.ask(`POST /${key}/auth/token`, ...form("ada", password));
  const bearer = `Authorization: Bearer ${/"access_token": "([^"]+)"/.exec(answer)?.[1]}`;
  await fresh.ask(`POST /${key}/infer/deepedit`, [bearer, "Content-Length: 0"]);
}

async function logIn(user: string, secret: string): Promise<string> {
  const answer = await gate.ask(`POST /${key}/auth/token`, ...form(user, secret));
  return /"access_token": "([^"]+)", "token_type": "bearer"/.exec(answer)?.[1] ?? "";
}

function form(user: string, secret: string): [headers: readonly string[], body: string] {
  const body = new URLSearchParams({ username: user, password: secret, grant_type: "password" }).toString();
  return [["Content-Type: application/x-www-form-urlencoded", `Content-Length: ${body.length}`], body];
}

function hash(secret: string): string {
  const salt = randomBytes(16);
  const digest = scryptSync(secret, salt, 32, { N: 2 ** 14, r: 8, p: 1 });
  return `scrypt$${salt.toString("base64")}$${digest.toString("base64")}`;
}

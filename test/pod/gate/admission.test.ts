import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { botKey, type GateBench, key, nothingHere, openGate } from "./gate-bench.ts";
import { wrongTargets } from "./hostile.ts";

let gate: GateBench;

beforeAll(async () => {
  gate = await openGate();
});
afterAll(() => gate[Symbol.asyncDispose]());

describe("whoever has the key", () => {
  it("gets to the server as if there were no gate, with the key taken off the path", async () => {
    const answer = await gate.ask(`GET /${key}/datastore/image?image=a%20b`);

    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(answer).toContain('{"path": "/datastore/image?image=a%20b", "length": 0}');
    expect(gate.lines().at(-1)).toBe("GET /datastore/image?image=a%20b HTTP/1.1");
  });

  it.each([`/${key}`, `/${key}/`, `/${key}?a=1`])("reaches the root by %s", async (target) => {
    await gate.ask(`GET ${target}`);

    expect(gate.lines().at(-1)).toMatch(/^GET \/(\?a=1)? HTTP\/1\.1$/);
  });

  it("is sent on by the server to a path that has the key before it", async () => {
    expect(await gate.ask(`GET /${key}/train`)).toContain(`location: /${key}/train/\r\n`);
  });

  it("comes in with labelpod's own key too", async () => {
    expect(await gate.ask(`GET /${botKey}/info/`)).toMatch(/^HTTP\/1\.1 200 /);
  });
});

describe("everybody else", () => {
  it.each(wrongTargets(key))("gets the same nothing for %s", async (target) => {
    const before = gate.passed().length;

    expect(await gate.ask(`GET ${target}`)).toBe(nothingHere);
    expect(gate.passed()).toHaveLength(before);
  });

  it.each(["POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "CONNECT", "PROPFIND", "get"])(
    "gets nothing by %s",
    async (method) => {
      expect(await gate.ask(`${method} /train/deepedit`, ["Content-Length: 0"])).toBe(nothingHere);
    },
  );

  it.each([
    ["Cookie: gate=x"],
    ["Authorization: Bearer x.y"],
    ["Authorization: Basic YTpi"],
    [`Cookie: gate=${key}`],
    [`Cookie: gate=fDk5OTk5OTk5OTk.${"0".repeat(64)}`],
    ["X-Forwarded-For: 127.0.0.1"],
    [`X-Original-URL: /${key}/info/`],
    [`Referer: http://pod.example/${key}/`],
  ])("gets nothing by %s", async (header) => {
    expect(await gate.ask("GET /info/", [header.replace("gate=", `gate${gate.port}=`)])).toBe(nothingHere);
  });

  it("counts as no use, however much they try", async () => {
    await gate.ask(`DELETE /${key}/train/`);

    // An image at first and an end of a training now are all that a person has done.
    await expect
      .poll(async () => Object.keys((await gate.activity())["acts"] ?? {}), { timeout: 10_000 })
      .toContain("training");
    expect(await gate.activity()).toMatchObject({ openRequests: 0, people: 1 });
    expect(Object.keys((await gate.activity())["acts"] ?? {}).toSorted()).toEqual(["annotating", "training"]);
  });
});

describe("a browser", () => {
  const page = "Accept: text/html,application/xhtml+xml";
  let cookie = "";

  beforeEach(async () => {
    const answer = await gate.ask(`GET /${key}/ohif/viewer?StudyInstanceUIDs=1.2`, [page]);
    cookie = /set-cookie: ([^;]+);/i.exec(answer)?.[1] ?? "";
  });

  it("gets a cookie at its first visit and goes on at an address without the key", async () => {
    const answer = await gate.ask(`GET /${key}/ohif/viewer?StudyInstanceUIDs=1.2`, [page]);

    expect(answer).toMatch(/^HTTP\/1\.1 303 /);
    expect(answer).toContain("Location: /ohif/viewer?StudyInstanceUIDs=1.2\r\n");
    expect(answer).toMatch(/Set-Cookie: gate\d+=\S+; Path=\/; HttpOnly; SameSite=Lax\r\n/);
    expect(answer).not.toContain(key);
  });

  it("is told the address for OHIF's panel, which would else look at port 8000", async () => {
    const answer = await gate.ask(`GET /${key}/ohif/`, [page]);

    expect(answer).toContain(
      `Set-Cookie: MONAILABEL_SERVER_URL=http%3A%2F%2F127.0.0.1%3A${gate.port}%2F; Path=/ohif; SameSite=Lax\r\n`,
    );
  });

  it("runs from there on absolute paths, and the server does not see the cookie", async () => {
    const answer = await gate.ask("GET /proxy/dicom/qido/studies", [`Cookie: a=1; ${cookie}; b=2`]);

    expect(answer).toContain('"/proxy/dicom/qido/studies"');
    expect(gate.passed().at(-1)?.headers).toEqual({ host: "pod.example", connection: "close" });
  });

  it.each([`/${key}//evil.example/`, `/${key}/\\evil.example/`])(
    "is never sent to another host by %s",
    async (target) => {
      expect(await gate.ask(`GET ${target}`, [page])).toContain("Location: /evil.example/\r\n");
    },
  );

  it("may post from the gate's own pages", async () => {
    const own = `Origin: http://pod.example`;

    expect(await gate.ask("POST /infer/deepedit", [`Cookie: ${cookie}`, own, "Content-Length: 0"])).toMatch(
      / 200 /,
    );
  });

  it.each([
    ["Origin: http://pod.example:81"],
    ["Origin: http://evil.example"],
    ["Origin: null"],
    ["Sec-Fetch-Site: same-site"],
    ["Sec-Fetch-Site: cross-site"],
  ])("is not let in for a page elsewhere that sends %s", async (header) => {
    expect(await gate.ask("POST /train/", [`Cookie: ${cookie}`, header, "Content-Length: 0"])).toBe(
      nothingHere,
    );
  });

  it("is let in when somebody follows a link from elsewhere", async () => {
    const link = ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", `Cookie: ${cookie}`];

    expect(await gate.ask("GET /ohif/", link)).toMatch(/ 200 /);
  });

  it.each([["xy"], [""], ["fDk5OTk5OTk5OTk"]])("is not let in by the cookie “%s”", async (value) => {
    expect(await gate.ask("GET /ohif/", [`Cookie: ${cookie.split("=")[0]}=${value}`])).toBe(nothingHere);
  });

  it("is not let in when the end in its cookie was put off", async () => {
    const [name, token = ""] = cookie.split("=");
    const [, signature] = token.split(".");
    const later = Buffer.from("|99999999999").toString("base64url");

    expect(await gate.ask("GET /ohif/", [`Cookie: ${name}=${later}.${signature}`])).toBe(nothingHere);
  });
});

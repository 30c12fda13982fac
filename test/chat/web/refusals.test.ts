import { describe, expect, it } from "vitest";
import { send } from "../../support/raw-request.ts";
import { bearer, startWeb, testToken } from "../../support/web-bench.ts";

const post = { path: "/api/commands", method: "POST", headers: bearer, body: '{"line":"/pod up"}' } as const;

describe("what the server refuses", () => {
  it.each([
    ["another host's name", 403, { ...post, headers: { ...bearer, host: "evil.example:80" } }],
    ["its own name on another port", 403, { ...post, headers: { ...bearer, host: "127.0.0.1:1" } }],
    ["a foreign origin", 403, { ...post, headers: { ...bearer, origin: "http://evil.example" } }],
    ["an opaque origin", 403, { ...post, headers: { ...bearer, origin: "null" } }],
    ["the page for another host", 403, { headers: { host: "evil.example" } }],
    ["no token", 401, { ...post, headers: {} }],
    ["a wrong token", 401, { ...post, headers: { authorization: "Bearer wrong" } }],
    [
      "the token's beginning",
      401,
      { ...post, headers: { authorization: `Bearer ${testToken.slice(0, -1)}` } },
    ],
    ["the token in the address", 401, { path: `/api/cards?token=${testToken}` }],
    ["the stream without a token", 401, { path: "/api/cards" }],
    ["the definitions without a token", 401, { path: "/api/commands" }],
    ["a huge body", 413, { ...post, body: `{"line":"${"x".repeat(20_000)}"}` }],
    [
      "a huge body of unknown length",
      413,
      { ...post, headers: { ...bearer, "transfer-encoding": "chunked" }, body: "x".repeat(20_000) },
    ],
    ["a body that is no JSON", 400, { ...post, body: "line=/pod up" }],
    ["a body without a line", 400, { ...post, body: "{}" }],
    ["an empty line", 400, { ...post, body: '{"line":""}' }],
    ["a name with a line break", 400, { ...post, body: String.raw`{"line":"/pod up","as":"a\nb"}` }],
    ["an unknown path", 404, { path: "/nothing" }],
    ["a path to a source file", 404, { path: "/../server.ts" }],
    ["an encoded path upwards", 404, { path: "/%2e%2e/server.ts" }],
    ["a path of this machine", 404, { path: "//etc/passwd" }],
    ["another server's address", 404, { path: "http://evil.example/" }],
    ["a name that every object has", 404, { path: "/__proto__" }],
    ["another method", 405, { path: "/api/commands", method: "DELETE", headers: bearer }],
    ["a write to the page", 405, { path: "/", method: "POST" }],
  ])("%s", async (_what, status, options) => {
    const { web, taken } = await startWeb();

    const answer = await send(web.url, options);

    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body)).toEqual({ error: expect.stringMatching(/^[A-Z][^\n]{20,}\.$/) });
    expect(taken).toEqual([]);
  });
});

it("listens on no other address of the machine", async () => {
  const { web } = await startWeb();
  const { host, port } = new URL(web.url);

  // Linux answers on the whole of 127.0.0.0/8: a server that listens everywhere would answer here.
  const elsewhere = send(`http://127.0.0.2:${port}`, { headers: { host } });

  await expect(elsewhere).rejects.toThrow(/ECONNREFUSED|EADDRNOTAVAIL|ETIMEDOUT/);
});

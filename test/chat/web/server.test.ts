import { request } from "node:http";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { sampleCard } from "../../support/chat-bench.ts";
import { bearer, readCards, startWeb, testToken } from "../../support/web-bench.ts";

type Sent = { readonly status: number; readonly body: string };

/** Below fetch, which forbids a Host header and tidies paths. */
function send(
  url: string,
  options: { path?: string; method?: string; headers?: Record<string, string>; body?: string },
): Promise<Sent> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const { path = "/", method = "GET", headers = {} } = options;
    const sending = request({ hostname, port, path, method, headers }, (response) => {
      text(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
    });
    sending.on("error", reject);
    sending.end(options.body);
  });
}

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

describe("a command", () => {
  it("reaches the dispatch without its slash, from whoever it says", async () => {
    const { web, taken } = await startWeb();

    const answer = await send(web.url, { ...post, body: '{"line":" /pod up gpu:A40","as":"Ada"}' });

    expect(JSON.parse(answer.body)).toEqual({ reply: { card: sampleCard(), acknowledgement: "Coming up." } });
    expect(taken).toEqual([
      {
        teamId: "t1",
        platform: "web",
        person: { platform: "web", id: "Ada", name: "Ada" },
        isGuest: false,
        place: "team-channel",
        commandLine: "pod up gpu:A40",
      },
    ]);
  });

  it("is taken from the page's own origin, under either name of this machine", async () => {
    const { web, taken } = await startWeb();
    const host = `localhost:${new URL(web.url).port}`;

    const answer = await send(web.url, { ...post, headers: { ...bearer, host, origin: `http://${host}` } });

    expect(answer.status).toBe(200);
    expect(taken).toMatchObject([{ person: { id: "web" } }]);
  });

  it("that fails against the rules answers with one sentence and leaves the text out", async () => {
    const { web } = await startWeb({ dispatch: () => Promise.reject(new Error("Jane Doe")) });

    const answer = await send(web.url, post);

    expect(answer.status).toBe(500);
    expect(answer.body).not.toContain("Jane");
  });
});

describe("the page", () => {
  it("comes with a policy that allows no other host and no inline script", async () => {
    const { web } = await startWeb();

    const response = await fetch(web.url);

    expect(await response.text()).toContain("<title>labelpod</title>");
    expect(response.headers.get("content-security-policy")).toContain(
      "default-src 'none'; script-src 'self'",
    );
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  it("finds every file that it names", async () => {
    const { web } = await startWeb();
    const seen = new Map<string, number>();

    async function visit(path: string): Promise<void> {
      if (seen.has(path)) return;
      const response = await fetch(web.url + path);
      seen.set(path, response.status);
      const names = (await response.text()).matchAll(/(?:src|href|from)[= ]"(\.?\/[a-z]+\.(?:js|css|svg))"/g);
      for (const [, name = ""] of names) await visit(name.replace(/^\.?\//, "/"));
    }
    await visit("/");

    expect([...seen.keys()]).toEqual(
      expect.arrayContaining(["/page.js", "/words.js", "/page.css", "/icon.svg"]),
    );
    expect(new Set(seen.values())).toEqual(new Set([200]));
  });

  it("is told the commands, without the hidden ones", async () => {
    const { web } = await startWeb();

    const response = await fetch(`${web.url}/api/commands`, { headers: bearer });

    expect(await response.json()).toEqual({
      commands: [{ path: ["pod", "up"], summary: "Bring up a pod", options: [] }],
    });
  });
});

describe("the stream", () => {
  it("sends the cards there are, then each change", async () => {
    const { web } = await startWeb();
    await web.show(sampleCard({ title: "1" }));

    const read = readCards(web.url, 2);
    await readCards(web.url);
    await web.show(sampleCard({ title: "2" }));

    expect((await read).map(({ title }) => title).at(-1)).toBe("2");
  });

  it("sends only what changed since a version", async () => {
    const { web } = await startWeb();
    await web.show(sampleCard());
    const { body } = await fetch(`${web.url}/api/cards?since=${Number.MAX_SAFE_INTEGER}`, {
      headers: bearer,
    });

    const first = await body?.pipeThrough(new TextDecoderStream()).getReader().read();

    expect(first?.value).toBe("event: ready\ndata: {}\n\n");
  });

  it("has the cards of the life before, in their order", async () => {
    const { web, deps } = await startWeb();
    await web.show(sampleCard({ key: "a" }));
    await web.show(sampleCard({ key: "b" }));
    await web.show(sampleCard({ key: "a", title: "Live" }));
    await web[Symbol.asyncDispose]();

    const { web: next } = await startWeb({ messages: deps.messages });

    expect((await readCards(next.url)).map(({ key, title }) => [key, title])).toEqual([
      ["a", "Live"],
      ["b", "Pod starting"],
    ]);
  });

  it("keeps the last 50 cards", async () => {
    const { web } = await startWeb();

    for (let index = 0; index < 55; index += 1) await web.show(sampleCard({ key: `card-${index}` }));

    const keys = (await readCards(web.url)).map(({ key }) => key);
    expect([keys.length, keys[0], keys.at(-1)]).toEqual([50, "card-5", "card-54"]);
  });

  it("refuses a card for one person", async () => {
    const { web } = await startWeb();
    const ada = { platform: "web", id: "ada", name: "Ada" } as const;

    await expect(web.show(sampleCard({ onlyFor: ada }))).rejects.toThrow("A card for one person");
  });
});

describe("createWebChat", () => {
  it("rejects when the port is taken", async () => {
    const { web } = await startWeb();

    await expect(startWeb({ port: Number(new URL(web.url).port) })).rejects.toMatchObject({
      code: "EADDRINUSE",
    });
  });
});

import { describe, expect, it } from "vitest";
import { sampleCard } from "../../support/chat-bench.ts";
import { send } from "../../support/raw-request.ts";
import { bearer, readCards, startWeb } from "../../support/web-bench.ts";

const post = { path: "/api/commands", method: "POST", headers: bearer, body: '{"line":"/pod up"}' } as const;

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
        isAdmin: true,
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

import { renameSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { botKey, key, nothingHere, openGate, sha256 } from "./gate-bench.ts";

it("behind RunPod's proxy a browser's cookie is for https alone, and its pages are known by the proxy's address", async () => {
  await using other = await openGate();
  other.lock({ origin: "https://pod-8000.proxy.example" });
  const visit = await other.ask(`GET /${key}/ohif/`, ["Accept: text/html"]);
  const cookie = /set-cookie: ([^;]+);/i.exec(visit)?.[1] ?? "";
  const post = (origin: string): Promise<string> =>
    other.ask("POST /infer/x", [`Cookie: ${cookie}`, `Origin: ${origin}`, "Content-Length: 0"]);

  expect(visit).toMatch(/Set-Cookie: gate=\S+; Path=\/; HttpOnly; SameSite=Lax; Secure\r\n/);
  expect(visit).toContain("MONAILABEL_SERVER_URL=https%3A%2F%2Fpod-8000.proxy.example%2F; Path=/ohif");
  expect(await post("https://pod-8000.proxy.example")).toMatch(/ 200 /);
  expect(await post("https://other-8000.proxy.example")).toBe(nothingHere);
});

describe("a new key", () => {
  it("counts at once; the old one, its cookies and its open connections end", async () => {
    await using other = await openGate();
    const visit = await other.ask(`GET /${key}/ohif/`, ["Accept: text/html"]);
    const cookie = /set-cookie: ([^;]+);/i.exec(visit)?.[1] ?? "";
    const open = other.ask(`GET /${key}/info/?hang`);
    await expect.poll(() => other.lines()).toContain("GET /info/?hang HTTP/1.1");

    other.lock({ people: sha256("another-key") });

    expect(await other.ask("GET /another-key/info/")).toMatch(/ 200 /);
    expect(await other.ask(`GET /${key}/info/`)).toBe(nothingHere);
    expect(await other.ask("GET /ohif/", [`Cookie: ${cookie}`])).toBe(nothingHere);
    expect(await other.ask(`GET /${botKey}/info/`)).toMatch(/ 200 /);
    expect(await open).toBe("");
    other.write("release", "");
  });

  it.each([["no file"], ["{"], ['{"people": "", "bot": ""}'], ['{"logins": []}']])(
    "is none with %s in place of the settings: nobody comes in",
    async (content) => {
      await using other = await openGate();

      if (content === "no file")
        renameSync(path.join(other.home, "gate.json"), path.join(other.home, "away"));
      else if (content.includes("logins")) other.lock({ logins: [] });
      else other.write("gate.json", content);

      expect(await other.ask(`GET /${key}/info/`)).toBe(nothingHere);
      expect(await other.ask("GET //info/")).toBe(nothingHere);
    },
  );
});

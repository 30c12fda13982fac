import { expect, test } from "vitest";
import { createSimulatedTeam, type SimulatedTeam, minute, textOf } from "../support/simulated-team.ts";

const fingerprint = "01:23:45:67:89:AB:CD:EF:".repeat(4).slice(0, -1);

async function up(team: SimulatedTeam, line: string): Promise<void> {
  await team.say(line);
  await team.advance(3 * minute);
}

/** What the live card, /pod url and /pod status say. */
async function told(team: SimulatedTeam): Promise<readonly string[]> {
  const [url, status] = [await team.say("pod url"), await team.say("pod status")];
  return [team.read(team.card("is live: MONAI Label answers")), textOf(url.card), textOf(status.card)];
}

test("access:https has a URL of TLS, and tells the certificate's fingerprint wherever it tells the URL", async () => {
  await using team = await createSimulatedTeam();

  await up(team, "pod up access:https");

  const [pod] = await team.pods();
  const server = await team.server();
  expect(pod).toMatchObject({ phase: "live", run: { certificate: "0123456789abcdef".repeat(4) } });
  expect(server).toMatchObject({ certificate: pod?.run.certificate });
  for (const text of await told(team)) {
    expect(text).toMatch(/Server URL: https:\/\/203\.0\.113\.\d+:\d+\/fake-people-key-/);
    expect(text).toContain(
      `SHA-256 fingerprint ${fingerprint}. A browser asks about it once; 3D Slicer takes it`,
    );
    expect(text).toContain("The URL is the key");
  }
});

test("access:proxy has the proxy's URL, and tells its limit wherever it tells the URL", async () => {
  await using team = await createSimulatedTeam();

  await up(team, "pod up access:proxy");

  expect((await team.pods())[0]?.phase).toBe("live");
  for (const text of await told(team)) {
    expect(text).toMatch(/Server URL: https:\/\/memory-1-8000\.proxy\.example\.net\/fake-people-key-/);
    expect(text).toContain(
      "proxy ends a request after 100 seconds, so a long inference on a large volume fails",
    );
  }
});

test("access:http is the usual one, and tells that the URL is the key", async () => {
  await using team = await createSimulatedTeam();

  await up(team, "pod up");

  for (const text of await told(team)) {
    expect(text).toMatch(/Server URL: http:\/\/203\.0\.113\.\d+:\d+\/fake-people-key-/);
    expect(text).toContain(
      "who has it can read images, label and train, so keep it in the team; /pod url rotate changes it",
    );
    expect(text).not.toMatch(/fingerprint|100 seconds|no lock/);
  }
});

test("LABELPOD_ACCESS is the access of a new pod, and a stopped pod keeps its own", async () => {
  await using team = await createSimulatedTeam({ access: "https" });

  await up(team, "pod up");
  const first = (await team.pods())[0]?.request.access;
  await team.say("pod down");
  await team.advance(minute);
  await up(team, "pod up access:http");
  const second = (await team.pods())[0]?.request.access;
  await team.say("pod down");
  await team.advance(minute);
  await up(team, "pod up");

  expect([first, second, (await team.pods())[0]?.request.access]).toEqual(["https", "http", "http"]);
  expect(await team.server()).not.toHaveProperty("certificate");
});

test.each([
  ["http", "proxy"],
  ["proxy", "https"],
])("a pod that was rented for %s is not started for %s, and says what to do", async (before, after) => {
  await using team = await createSimulatedTeam();
  await up(team, `pod up access:${before}`);
  await team.say("pod down");
  await team.advance(minute);

  const reply = await team.say(`pod up access:${after}`);

  expect(textOf(reply.card)).toContain("keep its access, or use /pod delete and then /pod up");
  expect((await team.pods())[0]).toMatchObject({ phase: "stopped", request: { access: before } });
});

test("a provider without a proxy refuses access:proxy, for a new pod and for a stopped one", async () => {
  await using team = await createSimulatedTeam();
  Object.assign(team.app.provider, { accesses: ["http", "https"] });

  const fresh = await team.say("pod up access:proxy");
  const rented = await team.pods();
  await up(team, "pod up");
  await team.say("pod down");
  await team.advance(minute);
  const again = await team.say("pod up access:proxy");

  for (const { card } of [fresh, again])
    expect(textOf(card)).toContain("use /pod up access:http or access:https, or set LABELPOD_ACCESS");
  expect(rented).toEqual([]);
  expect((await team.pods())[0]?.phase).toBe("stopped");
});

test("/pod up takes no other access", async () => {
  await using team = await createSimulatedTeam();

  const reply = await team.say("pod up access:ftp");

  expect(textOf(reply.card)).toContain("access takes one of these: http, https, proxy");
});

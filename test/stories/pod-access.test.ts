import { expect, test } from "vitest";
import { createMemoryTeam, minute, textOf } from "../support/memory-team.ts";

const fingerprint = "01:23:45:67:89:AB:CD:EF:".repeat(4).slice(0, -1);

test("by TLS a pod has a URL of it, and its certificate's fingerprint stands wherever the URL does", async () => {
  await using team = await createMemoryTeam({ access: "https" });

  await team.say("pod up");
  await team.advance(3 * minute);

  const [pod] = await team.pods();
  const server = await team.server();
  const [url, status] = [await team.say("pod url"), await team.say("pod status")];
  expect(pod).toMatchObject({ phase: "live", certificate: "0123456789abcdef".repeat(4) });
  expect(server).toMatchObject({ certificate: pod?.certificate });
  for (const text of [team.read(team.card("MONAI Label answers")), textOf(url.card), textOf(status.card)]) {
    expect(text).toMatch(/Server URL: https:\/\/203\.0\.113\.\d+:\d+\/fake-people-key-/);
    expect(text).toContain(
      `SHA-256 fingerprint ${fingerprint}: 3D Slicer takes it as it is, a browser asks once`,
    );
  }
});

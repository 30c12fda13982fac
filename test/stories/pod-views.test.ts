import { expect, test } from "vitest";
import { createSimulatedTeam, minute, second, textOf } from "../support/simulated-team.ts";
import { hideUse } from "../support/provider-trouble.ts";

test("/pod status of a live pod says what it costs, and when and why it will stop", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  await team.advance(27 * minute);

  const reply = await team.say("pod status");

  const text = textOf(reply.card);
  expect(reply.card).toMatchObject({ onlyFor: { name: "Ada" }, tone: "good", outcome: "succeeded" });
  expect(text).toContain("RTX 4090, 24 GB, secure cloud, $0.69 an hour");
  expect(text).toMatch(/Last used \S+; without use it stops 2026-01-01T01:16/);
  expect(text).toMatch(/It stops 2026-01-01T12:00\S*, when it reaches its maximum lifetime of 12 h/);
  expect(text).toMatch(/Server URL: http:\/\/203\.0\.113\.\d+:\d+/);
  expect(text).toMatch(/This run: 30 min, \$0\.3[45]/);
});

test("/pod status in a training shows how far it is and that it is not idle", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  await team.say("train deepedit epochs:10");
  await team.advance(2 * minute);

  const text = textOf((await team.say("pod status")).card);

  expect(text).toMatch(/Training: deepedit, 5\d % done/);
  expect(text).toContain("deepedit training 6/10");
  expect(text).toContain("In use by a training, so it does not count as idle.");
});

test("/pod status of a warned pod says when it stops", async () => {
  await using team = await createSimulatedTeam({ idleMs: 6 * minute });
  await team.podUp();
  await team.advance(5 * minute);

  const text = textOf((await team.say("pod status")).card);

  expect(text).toMatch(/It stops 2026-\S+, because nobody uses it\./);
  expect(text).toContain("Asking is no use of it: work on it, or keep it by /pod keep, and it stays up.");
});

test.each(["with a pod", "without a pod"])(
  "/pod status %s says what shows the team nothing, and why",
  async (which) => {
    await using team = await createSimulatedTeam();
    if (which === "with a pod") await team.podUp();
    const sentence = "Discord does not know this bot token: copy it again.";
    const sinceMs = team.clock.now();
    const trouble = { platform: "discord", sinceMs, code: "discord-token", sentence } as const;
    team.app.reach.troubled = [
      { ...trouble, part: "cards" },
      { ...trouble, part: "commands" },
    ];
    const early = textOf((await team.say("pod status")).card);
    await team.advance(2 * minute);

    const text = textOf((await team.say("pod status")).card);

    expect(early).not.toContain("Discord");
    expect(text).toMatch(
      /^labelpod is cut off from Discord: Discord does not know this bot token: copy it again\. That began 2026-\S+\.$/m,
    );
  },
);

test("/pod status says who did what and when, the newest first, how many there are, and the figures", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  const { software } = team.app;
  for (const kind of ["uploading", "viewing", "annotating", "inferring", "submitting"] as const) {
    await team.advance(minute);
    software.act(kind);
  }
  software.setReading({ people: 2, gpuPercent: 43.2, cpuPercent: 12, sshSessions: 1 });
  await team.advance(minute);

  const { card } = await team.say("pod status");

  expect(textOf(card)).toMatch(
    /^Last label submitted 2026-01-01T00:08\S+, inference 2026-01-01T00:07\S+, image opened 2026-01-01T00:06\S+, image viewed 2026-01-01T00:05\S+, image uploaded 2026-01-01T00:04\S+, 2 people, 1 SSH session, GPU 43 %, CPU 12 %\.$/m,
  );
  expect(textOf(card)).toContain("In use by an SSH session, so it does not count as idle.");
});

test("/pod status knows a training that somebody began in 3D Slicer, and who asked for it when", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  team.app.software.act("training");
  team.app.software.setReading({ people: 1, work: ["training"] });
  await team.advance(minute);

  const text = textOf((await team.say("pod status")).card);

  expect(text).toMatch(/Last training asked for 2026-\S+, 1 person, training\./);
  expect(text).toContain("In use by a training, so");
});

test("/pod status names all that a pod is in use by", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  team.app.software.setReading({ work: ["batch-inference", "scoring"], openRequests: 2, sshSessions: 2 });
  await team.advance(minute);

  const text = textOf((await team.say("pod status")).card);

  expect(text).toContain(
    "In use by batch inference, scoring, 2 SSH sessions and 2 requests under way, so it does not count as idle.",
  );
});

test("/pod status says which sources can't be read, and what is known beside", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  team.app.software.act("submitting");
  team.app.software.setReading({ unknown: ["tasks", "logins"] });
  await team.advance(minute);

  const text = textOf((await team.say("pod status")).card);

  expect(text).toMatch(/Last label submitted 2026-\S+\.\n/);
  expect(text).toContain(
    "Whether a training runs and whether somebody is logged in by SSH can't be read just now, which counts as in use.",
  );
  expect(text).not.toContain("without use it stops");
});

test("/pod status of a pod that can't be read says so, and what was known before", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  team.app.software.act("submitting");
  team.app.software.setReading({ people: 2, gpuPercent: 43 });
  await team.advance(minute);
  hideUse(team.app.software);
  await team.advance(minute);

  const text = textOf((await team.say("pod status")).card);

  expect(text).toMatch(/Last label submitted 2026-01-01T00:03\S+\.\n/);
  expect(text).toContain("Its use can't be read just now, which counts as in use.");
});

test("/pod status of a pod that nobody has used says so", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();
  await team.advance(minute);

  const text = textOf((await team.say("pod status")).card);

  expect(text).toMatch(/\nNobody has used the server yet\.\nLast used 2026-\S+; without use it stops/);
});

test("/pod status follows the pod from none to coming up to stopped", async () => {
  await using team = await createSimulatedTeam();

  const none = textOf((await team.say("pod status")).card);
  await team.say("pod up");
  await team.advance(20 * second);
  const starting = textOf((await team.say("pod status")).card);
  await team.say("pod down");
  await team.advance(minute);
  const stopped = textOf((await team.say("pod status")).card);

  expect(none).toContain("Nothing is billed; /pod up starts a pod.");
  expect(starting).toContain("is coming up");
  expect(stopped).toContain("is stopped");
  expect(stopped).not.toContain("it stops");
});

test("/pod list shows each pod that exists, and at first how to make one", async () => {
  await using team = await createSimulatedTeam();

  const none = textOf((await team.say("pod list")).card);
  const pod = await team.podUp();
  const live = textOf((await team.say("pod list")).card);
  await team.press((await team.say("pod delete")).card, "Yes");
  await team.advance(minute);
  const gone = textOf((await team.say("pod list")).card);

  expect(none).toContain("There are no pods yet; /pod up makes one.");
  expect(live).toContain(`${pod.id} live, $0.69 an hour`);
  expect(gone).toContain("There are no pods yet");
});

test("/pod url shows the address to paste, how to connect, and that it is the key", async () => {
  await using team = await createSimulatedTeam();
  await team.podUp();

  const text = textOf((await team.say("pod url")).card);

  expect(text).toMatch(/Server URL: http:\/\/203\.0\.113\.\d+:\d+\/fake-people-key-[\w-]{16}\n/);
  expect(text).toContain("Next Sample");
  expect(text).toContain("keep it in the team; /pod url rotate changes it");
  expect(text).not.toContain("OHIF");
});

test("/pod url names OHIF when the studies come from a PACS, and leaves the PACS out", async () => {
  await using team = await createSimulatedTeam();
  await team.say("pod up studies:https://pacs.example.org/dicom-web");
  await team.advance(3 * minute);

  const text = textOf((await team.say("pod url")).card);

  expect(text).toMatch(/OHIF at http:\/\/203\.0\.113\.\d+:\d+\/fake-people-key-[\w-]{16}\/ohif\//);
  expect(team.chat.shown.map(textOf).join("\n")).not.toContain("pacs.example.org");
});

test("/pod url before the pod is live says to wait", async () => {
  await using team = await createSimulatedTeam();

  const none = await team.say("pod url");
  await team.say("pod up");
  const early = await team.say("pod url");

  expect(textOf(none.card)).toContain("start one with /pod up");
  expect(textOf(early.card)).toContain("wait until its card says that it is live");
});

test("/pod up takes its options, and a start after a stop keeps them", async () => {
  await using team = await createSimulatedTeam();

  await team.say("pod up gpu:L4 country:de models:deepedit pretrained:yes idle:2h studies:/data/ct");
  await team.advance(3 * minute);
  await team.say("pod down");
  await team.advance(minute);
  await team.say("pod up idle:90m");
  await team.advance(3 * minute);

  const [pod] = await team.pods();
  expect(pod?.offer?.gpuName).toBe("L4");
  expect(pod?.request).toEqual({
    gpus: ["L4"],
    minMemoryGib: 12,
    cloud: "secure",
    country: "DE",
    models: ["deepedit"],
    studies: "/data/ct",
    usePretrained: true,
    access: "http",
  });
  expect(pod?.run.policy).toEqual({ idleMs: 90 * minute });
});

test.each([
  ["cloud:best", "cloud takes one of these: secure, community"],
  ["country:USA", "a two-letter code"],
  ["models:deepedit,sam2", "names with commas between them, out of deepedit, deepgrow_2d"],
  ["studies:https://me:pw@pacs.example.org/x", "a DICOMweb URL without a password in it"],
  ["studies:/data/../etc", "an absolute folder on the pod"],
  ["idle:1m", "such as 90m or 2h, from 5m to 12h"],
  ["pretrained:1", "pretrained takes one of these: true, false"],
  [`gpu:${"x".repeat(301)}`, "one line of at most 300 characters"],
  [`gpu:${"x".repeat(1000)}`, "longer than 1000 characters"],
])("/pod up %s is refused with what it takes, and rents nothing", async (options, sentence) => {
  await using team = await createSimulatedTeam();

  const reply = await team.say(`pod up ${options}`);
  await team.advance(minute);

  expect(textOf(reply.card)).toContain(sentence);
  expect(await team.pods()).toEqual([]);
});

test.each([
  ["", "/labelpod help"],
  ["pod", "/pod status"],
  ["/pod help", "/pod delete"],
  ["train help", "/train segmentation_vertebra"],
  ["LABELPOD HELP", "/train deepedit"],
])("“%s” answers with the help", async (typed, command) => {
  await using team = await createSimulatedTeam();

  const reply = await team.say(typed);

  expect(reply.card.title).toBe("What labelpod can do");
  expect(textOf(reply.card)).toContain(command);
  expect(textOf(reply.card)).not.toContain("labelpod confirm");
});

test.each([
  ["pod upp", "choose one of /pod up, /pod down"],
  ["labelpod", "What labelpod can do"],
  ["dance", "see /labelpod help for all of them"],
  ["constructor prototype", "see /labelpod help for all of them"],
])("“%s” is answered by what there is", async (typed, sentence) => {
  await using team = await createSimulatedTeam();

  const reply = await team.say(typed);

  expect(textOf(reply.card)).toContain(sentence);
});

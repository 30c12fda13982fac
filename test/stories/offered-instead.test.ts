import { expect, test } from "vitest";
import { ada, createSimulatedTeam, minute, textOf } from "../support/simulated-team.ts";
import { sellOut, rentedGpus } from "./choosing-bench.ts";
import { beforeCall } from "../support/trouble.ts";

test("nothing free: the message that notifies offers what is free when one wish is given up, and to wait", async () => {
  await using team = await createSimulatedTeam();

  await team.say('pod up gpu:H200 studies:"/data/ct" max-price:0.5');
  await team.advance(minute);

  const told = team.card("summary of this run");
  expect(told?.notify).toEqual(ada);
  expect(textOf(told)).toContain("no GPU of that kind there now");
  expect(textOf(told)).toContain("Free now instead: RTX A5000, secure, $0.36 an hour.");
  expect(told?.actions?.map(({ label, commandLine }) => [label, commandLine])).toEqual([
    ["RTX A5000, secure, $0.36 an hour", 'pod up gpu:"RTX A5000" max-price:0.5 studies:/data/ct'],
    ["Wait up to 2 h", "pod up gpu:H200 max-price:0.5 studies:/data/ct wait:2h"],
  ]);
});

test("what is free instead is asked of the provider once for each thing that it can be asked", async () => {
  await using team = await createSimulatedTeam();
  const clouds: string[] = [];
  beforeCall(team.app.provider.market, "offers", ({ cloud }) => clouds.push(cloud));

  await team.say("pod up gpu:H200 memory:80 max-price:0.5");
  await team.advance(minute);

  // The first is that of the search itself.
  expect(clouds.filter((cloud) => cloud === "secure")).toHaveLength(2);
  expect(clouds.filter((cloud) => cloud === "community")).toHaveLength(1);
});

test("a button of that message rents what it says", async () => {
  await using team = await createSimulatedTeam();
  await team.say("pod up gpu:H200");
  await team.advance(minute);

  await team.press(team.card("summary of this run"), "RTX 4090");
  await team.advance(3 * minute);

  expect(rentedGpus(team)).toEqual(["RTX 4090"]);
  expect((await team.pods()).map(({ phase }) => phase)).toEqual(["gone", "live"]);
});

test("what is offered in place of a fresh pod is a fresh pod as well", async () => {
  await using team = await createSimulatedTeam({ gpus: ["A5000"] });
  await team.say("pod up gpu:4090 max-price:0.7");
  await team.advance(3 * minute);
  await team.say("pod down");
  await team.advance(minute);
  sellOut(team, ({ gpuName }) => gpuName === "RTX 4090");

  const question = await team.say("pod up fresh:yes");
  await team.press(question.card, "Yes");
  await team.advance(minute);
  const told = team.card("summary of this run");
  const again = await team.press(told, "RTX A5000");
  await team.press(again.card, "Yes");
  await team.advance(3 * minute);

  expect(told?.actions?.map(({ commandLine }) => commandLine)).toEqual([
    'pod up gpu:"RTX A5000" fresh:yes',
    "pod up fresh:yes wait:2h",
  ]);
  expect(rentedGpus(team)).toEqual(["RTX A5000"]);
});

test("a GPU that is dearer than wished is offered with its price, and rented when that is pressed", async () => {
  await using team = await createSimulatedTeam({ maxUsdPerHour: 0.3 });
  await team.say("pod up gpu:4090");
  await team.advance(minute);

  await team.press(team.card("summary of this run"), "RTX 4090, secure, $0.69");
  await team.advance(3 * minute);

  expect(rentedGpus(team)).toEqual(["RTX 4090"]);
});

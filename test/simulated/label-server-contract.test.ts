import { createSimulatedClock } from "../../src/simulated/clock.ts";
import { createSimulatedLabelServer } from "../../src/simulated/label-server.ts";
import { testLabelServer } from "../contracts/label-server.ts";

testLabelServer("memory", async () => {
  const clock = createSimulatedClock();
  const labelServer = createSimulatedLabelServer({ clock, epochMs: 20_000 });
  return {
    labelServer,
    server: { url: "http://203.0.113.1:8000/a-key" },
    order: { model: "deepedit", parameters: { max_epochs: 2, client_id: "t-1" } },
    letItRun: () => clock.advance(10_000),
    letItEnd: () => clock.advance(60_000),
    takeDown: async () => labelServer.setUp(false),
    async [Symbol.asyncDispose]() {},
  };
});

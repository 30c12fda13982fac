import { createMemoryClock } from "../../src/memory/clock.ts";
import { createMemoryLabelServer } from "../../src/memory/label-server.ts";
import { createMemoryPodSoftware } from "../../src/memory/pod-software.ts";
import { createMemoryShell } from "../../src/memory/shell.ts";
import { testPodSoftware } from "../contracts/pod-software.ts";
import { makeSite } from "../support/software-site.ts";

const address = { host: "203.0.113.2", port: 8000 };

testPodSoftware("memory", async () => {
  const clock = createMemoryClock();
  const labelServer = createMemoryLabelServer({ clock });
  const machine = {
    providerPodId: "memory-1",
    startId: "start-1",
    shell: address,
    api: address,
    listen: address,
    workspace: "/workspace",
  };
  return {
    software: createMemoryPodSoftware({ clock, labelServer }),
    site: makeSite(machine, createMemoryShell({ clock, isUp: () => true })),
    otherWishes: { models: ["segmentation"] },
    settle: () => clock.advance(1000),
    async [Symbol.asyncDispose]() {},
  };
});

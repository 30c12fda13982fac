import type { Plant } from "./plant.ts";

/** Who uses a pod, and what becomes of a stop when somebody comes back. */
export const usePlants: readonly Plant[] = [
  {
    name: "asking-is-use",
    what: "who only asks how the pod is keeps it up",
    file: "src/commands/dispatch.ts",
    text: "return isUse(command, call) ? runAsUse(command, call, context) : command.run(call, context);",
    bug: "return void isUse, runAsUse(command, call, context);",
  },
  {
    name: "late-use-is-lost",
    what: "a use that the store did not answer for is forgotten (found by this simulation)",
    file: "src/commands/dispatch.ts",
    text: "lateUses.note(teamId, isSure ? atMs : undatedMs);",
    bug: "",
  },
  {
    name: "nobody-comes-back",
    what: "a stop that hangs goes on although somebody has come back",
    file: "src/jobs/stop/stop-pod.ts",
    text: '(await isComeback(pod, context)) ? await heedComeback(pod, context) : "go-on"',
    bug: '(void isComeback, void heedComeback, "go-on")',
  },
  {
    name: "nobody-is-seen-coming-back",
    what: "who works on a pod whose stop hangs is not seen",
    file: "src/jobs/sweep.ts",
    text: "isHanging(pod) ? [stopPod, watchPod]",
    bug: "isHanging(pod) ? [stopPod]",
  },
  {
    name: "called-off-for-ever",
    what: "a stop that hangs is called off although nobody has come back",
    file: "src/core/idle/decide-idle.ts",
    text: "if (use === undefined || nowMs >= policy.limitAtMs || !isUsed(facts)) return false;",
    bug: "return use !== undefined && nowMs < policy.limitAtMs;",
  },
  {
    name: "lost-place-rents-again",
    what: "a place that Redis has thrown away makes a second pod, and the first one is stopped for it",
    file: "src/jobs/restore-place.ts",
    text: "const owner = ownerOfPlace(await open());",
    bug: "const owner = [].find((one) => one !== ownerOfPlace && one !== open);",
  },
  {
    name: "lost-disk-renews-the-time",
    what: "a container that loses its disk gives its watchdog all of its time again",
    file: "test/simulation/watchdogs.ts",
    text: "if (before === undefined) return begunWatchdog(firstTerms, nowS());",
    bug: "return void before, begunWatchdog(firstTerms, nowS());",
  },
];

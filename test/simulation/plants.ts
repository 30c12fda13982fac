/** A bug that can be planted: a text of one source file that is there once, and what takes its place. */
export type Plant = {
  readonly name: string;
  readonly what: string;
  readonly file: string;
  readonly text: string;
  readonly bug: string;
};

/** Each was looked for in vain by the tests of somebody, or was a real bug that this simulation has found. */
export const plants: readonly Plant[] = [
  {
    name: "drop-the-id",
    what: "the id of a pod that was just rented is not written down, and neither is that there may be one",
    file: "src/jobs/rent.ts",
    text: "await note(work, (current) => withMachine(current, made, context.clock.now()));",
    bug: "await note(work, ({ uncertainSinceMs: _, ...rest }) => (void made, rest));",
  },
  {
    name: "skip-the-read-back",
    what: "a stop counts as done when it was accepted",
    file: "src/jobs/stop-pod.ts",
    text: "if (after !== undefined) return confirmed(after, pod);",
    bug: 'void confirmed, after; return pod.stop?.volume === "delete" ? "gone" : "stopped";',
  },
  {
    name: "failed-stop-is-a-stop",
    what: "a stop that the provider refuses counts as done",
    file: "src/jobs/stop-pod.ts",
    text: 'context.log.warn("stop failed, will be tried again", { podId: pod.id, ...describeError(error) });\n    return undefined;',
    bug: 'return "stopped";',
  },
  {
    name: "no-alarm",
    what: "nobody hears of a stop that does not come",
    file: "src/jobs/stop-pod.ts",
    text: "if (stored !== undefined && stop?.alarmedAtMs === nowMs)",
    bug: "if (nowMs < 0 && stored !== undefined && stop !== undefined)",
  },
  {
    name: "one-alarm-only",
    what: "a stop that goes on not to come is told once",
    file: "src/jobs/stop-pod.ts",
    text: "(current.stop.alarmedAtMs === undefined ? alarmAfterMs : alarmEveryMs)",
    bug: "(current.stop.alarmedAtMs === undefined ? alarmAfterMs : 100 * alarmEveryMs)",
  },
  {
    name: "no-jobs-in-the-sweep",
    what: "the sweep does not bring back the jobs of pods",
    file: "src/jobs/sweep.ts",
    text: "for (const job of jobsFor(pod)) await context.queue.add(job, { teamId: pod.teamId, podId: pod.id });",
    bug: "void jobsFor(pod);",
  },
  {
    name: "unknown-is-idle",
    what: "a pod that can't be read counts as unused",
    file: "src/core/decide-idle.ts",
    text: 'if (!isKnown(facts)) return { kind: "go-on", warning, notice };',
    bug: "",
  },
  {
    name: "ignore-keep",
    what: "/pod keep is answered and forgotten",
    file: "src/core/decide-idle.ts",
    text: "use?.keepUntilMs ?? 0);",
    bug: "0);",
  },
  {
    name: "never-idle",
    what: "once used is always used",
    file: "src/core/decide-idle.ts",
    text: "return goesOn || facts.nowMs < unusedFromMs(facts);",
    bug: "return goesOn || facts.nowMs < unusedFromMs(facts) || facts.use !== undefined;",
  },
  {
    name: "acts-by-the-pods-clock",
    what: "what people did is taken at the pod's clock, which another one may be ahead of",
    file: "src/core/activity.ts",
    text: "const acts = nextActs(before?.acts ?? {}, ages, nowMs);",
    bug: "const acts = nextActs(before?.acts ?? {}, ages, podNowMs);",
  },
  {
    name: "half-the-idle-time",
    what: "the warning comes after half of the idle time",
    file: "src/core/decide-idle.ts",
    text: "liveAtMs) + policy.idleMs",
    bug: "liveAtMs) + policy.idleMs / 2",
  },
  {
    name: "lost-stops-stay-lost",
    what: "the sweep does not bring back the jobs of pods that are to be stopped",
    file: "src/jobs/sweep.ts",
    text: 'return pod.phase === "stopping" || isUnclosed(pod) ? [stopPod] : [];',
    bug: "return isUnclosed(pod) ? [stopPod] : [];",
  },
  {
    name: "lost-starts-stay-lost",
    what: "the sweep does not bring back the jobs of pods that are to come up",
    file: "src/jobs/sweep.ts",
    text: 'if (pod.phase === "starting") return [advancePod];',
    bug: 'if (pod.phase === "starting") return void advancePod, [];',
  },
  {
    name: "training-end-untold",
    what: "nobody hears of the end of a training",
    file: "src/jobs/end-training.ts",
    text: "await context.chat.show(trainingEndCard(training));",
    bug: "void trainingEndCard;",
  },
  {
    name: "live-again-is-use",
    what: "each restart of the container begins the idle time anew (found by this simulation)",
    file: "src/core/pod-changes.ts",
    text: "pod.run.liveAtMs === undefined ? usedNow(pod.use, nowMs) : pod.use;",
    bug: "usedNow(pod.use, nowMs);",
  },
  {
    name: "command-is-no-use",
    what: "giving a command does not count as use",
    file: "src/commands/dispatch.ts",
    text: "if (isUse(command, reply)) await touchPod(invocation, context);",
    bug: "void isUse; void touchPod;",
  },
  {
    name: "command-is-no-use-on-the-pod",
    what: "the watchdog never hears of a use that only the bot knows (found by this simulation)",
    file: "src/core/lease.ts",
    text: "(use?.lastUseAtMs ?? 0) + idleMs",
    bug: "0",
  },
  {
    name: "endless-lease",
    what: "the lease never ends, so the watchdog never acts",
    file: "src/core/lease.ts",
    text: "leaseS: toSeconds(lastsMs),",
    bug: "leaseS: toSeconds(lastsMs * 1000),",
  },
  {
    name: "lease-not-renewed",
    what: "the lease is brought once and never again",
    file: "src/jobs/renew-lease.ts",
    text: "if (isFresh(pod, terms, nowMs) ||",
    bug: "if (pod.lease !== undefined || isFresh(pod, terms, nowMs) ||",
  },
  {
    name: "keep-beyond-the-limit",
    what: "everybody's /pod keep moves the end of the pod's longest life",
    file: "src/commands/pod-keep.ts",
    text: "if (wishedMs <= limitAtMs) return { untilMs: wishedMs };",
    bug: "if (wishedMs > 0) return { untilMs: wishedMs, limitAtMs: Math.max(limitAtMs, wishedMs) };",
  },
  {
    name: "team-settings-ignored",
    what: "/settings is answered and does nothing",
    file: "src/core/policy.ts",
    text: "} = { ...settings, ...stored?.value };",
    bug: "} = (void stored, settings);",
  },
  {
    name: "pod-idle-ignored",
    what: "a pod's own idle time does nothing",
    file: "src/core/policy.ts",
    text: "idleMs: policy.idleMs ?? settings.idleMs,",
    bug: "idleMs: settings.idleMs,",
  },
  {
    name: "answer-waits-for-cards",
    what: "a command's answer waits for as long as Redis is away (found by this simulation)",
    file: "src/commands/dispatch.ts",
    text: "chat: hurriedChat(given)",
    bug: "chat: (void hurriedChat, given.chat)",
  },
  {
    name: "busy-server-fails-train",
    what: "a frozen server makes /train an error of our own (found by this simulation)",
    file: "src/commands/train.ts",
    text: "if (signal.aborted || error instanceof UnreachableError) return undefined;",
    bug: "if (error instanceof UnreachableError) return undefined;",
  },
  {
    name: "past-work-is-no-use",
    what: "what ended while the bot could not look does not count (found by this simulation)",
    file: "src/core/activity.ts",
    text: "goesOn ? nowMs : busyAtMs",
    bug: "goesOn ? nowMs : 0 * busyAtMs",
  },
];

import { chatWithKeys } from "./chat/board/with-keys.ts";
import { openTerminalChat } from "./bot/open-terminal-chat.ts";
import { createClock } from "./system/clock.ts";
import { startWords } from "./core/words/start.ts";
import { createFastClock } from "./system/fast-clock.ts";
import { runFirstJob } from "./bot/first-job.ts";
import { createSimulatedApp } from "./bot/simulated-app.ts";
import { createSimulatedKeys } from "./simulated/keys.ts";

/** Six simulated seconds a second: the whole story in under a minute. */
const clock = createFastClock(createClock(), 6);
const settings = { idleMs: 45_000, graceMs: 20_000 };
const silent = (): void => undefined;

const end = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => end.abort());

const cards = openTerminalChat(process.stdout, clock);
let ids = 0;

console.log(startWords.simulated());
const app = await createSimulatedApp({
  clock,
  chat: chatWithKeys(cards, createSimulatedKeys()),
  settings,
  log: { info: silent, warn: silent, error: silent },
  newId: () => `demo${(ids += 1)}`,
});
try {
  const { dispatch, store } = app;
  const isDone = await runFirstJob({
    teamId: "main",
    dispatch,
    trainings: store.trainings,
    cards,
    signal: end.signal,
    stopsPod: false,
    report: cards.report,
  });
  const [pod] = await store.pods.list();
  if (pod !== undefined) await cards.whenOver(`pod:${pod.id}:1:closing`, end.signal);
  process.exitCode = isDone ? 0 : 1;
} catch (error) {
  if (!end.signal.aborted) throw error;
  process.exitCode = 130;
} finally {
  await app[Symbol.asyncDispose]();
}

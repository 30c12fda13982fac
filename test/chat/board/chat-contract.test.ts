import { createMessageBoard } from "../../../src/chat/board/message-board.ts";
import { createSimulatedChat } from "../../../src/simulated/chat.ts";
import { createSimulatedClock } from "../../../src/simulated/clock.ts";
import { createSimulatedStore } from "../../../src/simulated/store.ts";
import { describeChatContract } from "../../contracts/chat.ts";
import { createTestLog } from "../../support/log.ts";
import { createNotedHealth } from "../../support/noted-health.ts";
import { createSimulatedTransport } from "../../support/simulated-transport.ts";
import { readCards, startWeb } from "../../support/web-bench.ts";

describeChatContract("in memory", () => {
  const chat = createSimulatedChat();
  return Promise.resolve({
    chat,
    messages: () => Promise.resolve(chat.messages()),
    changes: () => chat.shown.length,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
});

describeChatContract("message board", () => {
  const clock = createSimulatedClock();
  const transport = createSimulatedTransport(clock);
  const { messages } = createSimulatedStore();
  const board = createMessageBoard({
    transport,
    messages,
    clock,
    log: createTestLog(),
    health: createNotedHealth(),
    minEditGapMs: 4000,
  });
  return Promise.resolve({
    chat: board,
    async messages() {
      await clock.advance(10_000);
      return [...transport.posted.values()];
    },
    changes: () => transport.calls.length,
    [Symbol.asyncDispose]: () => board[Symbol.asyncDispose](),
  });
});

describeChatContract("web page", async () => {
  const { web, deps } = await startWeb();
  let changes = 0;
  const replace: typeof deps.messages.replace = deps.messages.replace.bind(deps.messages);
  deps.messages.replace = (...args) => {
    changes += 1;
    return replace(...args);
  };
  return {
    chat: web,
    messages: () => readCards(web.url),
    changes: () => changes,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
});

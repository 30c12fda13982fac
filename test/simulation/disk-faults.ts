import { createFanOut } from "../../src/chat/board/fan-out.ts";
import type { Log } from "../../src/core/common/log.ts";
import type { Chat } from "../../src/core/ports/chat.ts";
import type { FaultBoard } from "./fault-board.ts";

/** Whether a call writes to Redis, which refuses that while its disk is full; a card is recorded before it is shown. */
export function isWrite(name: string): boolean {
  return /^store\.\w+\.(?:create|replace|remove)$|^(?:queue|chat)\./u.test(name);
}

/** The team's chat behind the bot's own screen, which fails at once while its pipe is closed. */
export function besideScreen(chat: Chat, { board, log }: { board: FaultBoard; log: Log }): Chat {
  const screen: Chat = {
    show() {
      if (board.isOn("pipe-closed")) throw new Error("write EPIPE");
      return Promise.resolve();
    },
  };
  return createFanOut([screen, chat], log);
}

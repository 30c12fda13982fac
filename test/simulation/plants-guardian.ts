import type { Plant } from "./plant.ts";

/** Of outputs and disks that take nothing. */
export const guardianPlants: readonly Plant[] = [
  {
    name: "a-closed-pipe-ends-all",
    what: "a screen that fails at once keeps a card from every platform",
    file: "src/chat/board/fan-out.ts",
    text: "chats.map(async (chat) => chat.show(card))",
    bug: "chats.map((chat) => chat.show(card))",
  },
];

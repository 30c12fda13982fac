import { createTerminalChat, type TerminalChat } from "./chat/terminal-chat.ts";
import { renderStep } from "./chat/terminal.ts";
import type { Clock } from "./core/ports.ts";
import { createTextPrinter, type Output } from "./say/printer.ts";

/** Cards on this output: drawn in place on a terminal, as a short log elsewhere. */
export function openTerminalChat(stdout: Output, clock: Clock): TerminalChat {
  const printer = createTextPrinter({ stdout, clock });
  return createTerminalChat({
    draw: (card) => printer.card(card),
    ...(stdout.isTTY === true ? {} : { writeStep: (step) => stdout.write(`  ${renderStep(step)}\n`) }),
  });
}

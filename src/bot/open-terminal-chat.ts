import { createTerminalChat, type TerminalChat } from "../chat/terminal/terminal-chat.ts";
import { renderStep } from "../chat/terminal/render.ts";
import type { Clock } from "../core/common/clock.ts";
import { createTextPrinter, type Output } from "../say/printer.ts";

/** Cards on this output, and lines between them. */
export type Screen = TerminalChat & { report(line: string): void };

/** A card is drawn in place on a terminal, and written as a short log elsewhere. */
export function openTerminalChat(stdout: Output, clock: Clock): Screen {
  const printer = createTextPrinter({ stdout, clock });
  const cards = createTerminalChat({
    draw: (card) => printer.card(card),
    ...(stdout.isTTY === true ? {} : { writeStep: (step) => stdout.write(`  ${renderStep(step)}\n`) }),
  });
  return { ...cards, report: (line) => printer.line(`· ${line}`) };
}

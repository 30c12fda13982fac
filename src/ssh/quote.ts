import { shellFailures } from "../core/words/shell.ts";

/** One command line that a POSIX shell reads back as exactly these texts. @throws UserFacingError `nul-character` */
export function quote(argv: readonly string[]): string {
  return argv.map(quoteOne).join(" ");
}

function quoteOne(text: string): string {
  if (text.includes("\0")) throw shellFailures.nulCharacter();
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

import type { RemoteCommand } from "../core/ports/shell.ts";

/** At the end of each line of ours, by which the next change finds it; whoever else has put a key on keeps it. */
const mark = "labelpod-person";

// $1 is the mark, the others are keys. A file that can't be read whole is never replaced: labelpod's own key is in it.
const script = [
  `set -eu`,
  `umask 077`,
  `mkdir -p "$HOME/.ssh"`,
  `file=$HOME/.ssh/authorized_keys`,
  `new=$HOME/.ssh/.labelpod-$$`,
  `trap 'rm -f "$new"' EXIT`,
  `mark=$1`,
  `shift`,
  `[ -e "$file" ] || : >"$file"`,
  `grep -v " $mark\\$" "$file" >"$new" || [ $? -eq 1 ]`,
  `for key in "$@"; do printf '%s %s\\n' "$key" "$mark" >>"$new"; done`,
  `if cmp -s "$new" "$file"; then chmod 600 "$file"; else mv -f "$new" "$file"; fi`,
].join("\n");

/** A program that lets in exactly the holders of these keys, beside those whom others let in; all of it or nothing. */
export function admitCommand(keys: readonly string[]): RemoteCommand {
  return { argv: ["sh", "-c", script, "admit", mark, ...keys], timeoutMs: 20_000 };
}

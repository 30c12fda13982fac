import { expect, test } from "vitest";
import { commandOf } from "./container-args.ts";

test.each([
  ["nothing", undefined, undefined],
  ["an empty text", "", undefined],
  ["blanks", "  ", undefined],
  ["JSON with a command", '{"cmd":["sh","-c","a  b\\nc"]}', ["sh", "-c", "a  b\nc"]],
  ["JSON with an entrypoint", '{"entrypoint":["sh","-c"],"cmd":["a"]}', ["sh", "-c", "a"]],
  ["words", "sleep  infinity", ["sleep", "infinity"]],
  ["single quotes", "bash -c 'echo \"$A\"; sleep 1'", ["bash", "-c", 'echo "$A"; sleep 1']],
  ["double quotes", 'bash -c "echo \\"a\\""', ["bash", "-c", 'echo "a"']],
  ["quotes within a word", "a'b c'd\\ e", ["ab cd e"]],
])("%s", (_what, args, command) => {
  expect(commandOf(args)).toEqual(command);
});

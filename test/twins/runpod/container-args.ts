import { z } from "zod";

const commandSchema = z.strictObject({
  entrypoint: z.array(z.string()).default([]),
  cmd: z.array(z.string()).default([]),
});

/** Words as a shell takes them: quotes hold together, a backslash takes the next character as it is. */
const word = /(?:[^\s'"\\]|\\.|'[^']*'|"(?:\\.|[^"\\])*")+/gs;
const part = /'(?<plain>[^']*)'|"(?<quoted>(?:\\.|[^"\\])*)"|\\(?<escaped>.)|(?<bare>[^'"\\]+)/gs;

/**
 * The command in a pod's `args`, undefined for the image's own: JSON with entrypoint and cmd is taken as it is, any other text is
 * split into words (runpod/runpodctl#314, which does as RunPod itself). An image's entrypoint runs what it is given.
 */
export function commandOf(args = ""): readonly string[] | undefined {
  const command = readJson(args) ?? splitWords(args);
  return command.length === 0 ? undefined : command;
}

function readJson(args: string): string[] | undefined {
  try {
    const { entrypoint, cmd } = commandSchema.parse(JSON.parse(args));
    return [...entrypoint, ...cmd];
  } catch {
    return undefined;
  }
}

function splitWords(args: string): string[] {
  return (args.match(word) ?? []).map((text) => [...text.matchAll(part)].map(unquote).join(""));
}

function unquote({ groups = {} }: RegExpExecArray): string {
  const { plain, quoted, escaped, bare } = groups;
  return plain ?? quoted?.replaceAll(/\\(["\\$`])/g, "$1") ?? escaped ?? bare ?? "";
}

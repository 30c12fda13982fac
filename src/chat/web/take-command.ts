import type { TeamId } from "../../core/records/ids.ts";
import type { IncomingMessage } from "node:http";
import { describeError } from "../../core/common/errors.ts";
import type { Invocation, Reply } from "../../core/records/invocation.ts";
import { webRefusals } from "../../core/words/web.ts";
import type { Refusal } from "./answer.ts";
import { readBody } from "./read-body.ts";
import { commandRequest } from "./schema.ts";
import { parseJson } from "../../core/common/parse-json.ts";
import type { ChatDeps } from "../chat-deps.ts";

/** Runs the command in a request's body, for whoever it says it is: the token is what opens the door. */
export async function takeCommand(
  request: IncomingMessage,
  { teamId, dispatch, log }: Pick<ChatDeps, "teamId" | "dispatch" | "log">,
): Promise<{ readonly reply: Reply } | Refusal> {
  const body = await readBody(request);
  if (body === undefined) return { status: 413, error: webRefusals.tooLarge };
  const parsed = commandRequest.safeParse(parseJson(body));
  if (!parsed.success) return { status: 400, error: webRefusals.body };
  try {
    return { reply: await dispatch(toInvocation(teamId, parsed.data)) };
  } catch (error) {
    log.error("web command failed", describeError(error));
    return { status: 500, error: webRefusals.ourFault };
  }
}

function toInvocation(teamId: TeamId, { line, as }: { line: string; as?: string | undefined }): Invocation {
  const name = as ?? "web";
  return {
    teamId,
    platform: "web",
    person: { platform: "web", id: name, name },
    isGuest: false,
    // Whoever has the token runs the bot.
    isAdmin: true,
    place: "team-channel",
    commandLine: line.trim().replace(/^\//, ""),
  };
}

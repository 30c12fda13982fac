import { expect, test } from "vitest";
import { RefusedError } from "../../../src/chat/board/refused-error.ts";
import { explainCards, explainCommands } from "../../../src/chat/slack/explain.ts";
import { documentedRefusals } from "../../twins/slack/documented-refusals.ts";
import { startWebApi } from "../../twins/slack/web-api.ts";

const never = new AbortController().signal;

test.each(Object.entries(documentedRefusals))(
  "each refusal that Slack documents of %s has a kind and a sentence of its own",
  async (method, words) => {
    const left = [...words];
    await using slack = await startWebApi(() => ({ json: { ok: false, error: left.shift() } }));
    const explain = method === "apps.connections.open" ? explainCommands : explainCards;

    const unexplained: string[] = [];
    for (const word of words) {
      const refusal = await slack.api.call(method, {}, never).catch((error: unknown) => error);
      const isKnown = refusal instanceof RefusedError && refusal.code === word;
      if (!isKnown || !isExplained(refusal, explain)) unexplained.push(word);
    }

    // A message that is gone is an outcome of an edit and of a removal, and no refusal.
    expect(unexplained.filter((word) => word !== "message_not_found")).toEqual([]);
  },
);

/** What is refused of one card is told by how the card is shown. */
function isExplained(refusal: RefusedError, explain: typeof explainCards): boolean {
  return refusal.kind === "content" || explain(refusal).code !== "slack-unexpected";
}

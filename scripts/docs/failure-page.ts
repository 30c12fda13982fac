import type { SaidFailure } from "./failures.ts";
import { toTable } from "./tables.ts";

/** The page with every failure that people can read. */
export function renderFailures(failures: readonly SaidFailure[]): string {
  const topics = [...new Set(failures.map(({ topic }) => topic))];
  return [
    "# What labelpod says when something fails",
    "Made from the code by `npm run docs`. A failure is one sentence: what happened, and what to do next. Names and numbers in a\nsentence are examples. Its code stands in the log and in the record of the pod.",
    ...topics.map((topic) => topicPart(topic, failures)),
  ]
    .join("\n\n")
    .concat("\n");
}

function topicPart(topic: string, failures: readonly SaidFailure[]): string {
  const rows = failures
    .filter((failure) => failure.topic === topic)
    .map(({ code, sentence, isPassing }) => [`\`${code}\``, sentence, isPassing ? "yes" : "no"]);
  const table = toTable(["Code", "What the chat says", "labelpod tries again by itself"], rows);
  return `## \`${topic}\`\n\nFrom [src/core/words/${topic}.ts](../src/core/words/${topic}.ts).\n\n${table}`.trimEnd();
}

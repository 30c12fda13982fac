import type { SaidFailure } from "./failures.ts";
import { stepTitle } from "../../src/core/words/steps.ts";
import type { Reading, Troubles } from "./runpod/trouble.ts";
import { toTable } from "./tables.ts";

/** The page with every failure that people can read, and with what they read when RunPod fails. */
export function renderFailures(failures: readonly SaidFailure[], troubles: Troubles): string {
  const topics = [...new Set(failures.map(({ topic }) => topic))];
  const parts = [
    "# What labelpod says when something fails",
    "Made from the code by `npm run docs`. Names and numbers in a sentence are examples.",
    "## When RunPod fails",
    "Each line is played on a stand-in of RunPod and read in the channel by `npm test -- failure-table`. “Billed” is how many pods\nRunPod bills afterwards.",
    troubleTable(troubles).trimEnd(),
    "## Every sentence",
    "A failure is one sentence: what happened, and what to do next. Its code stands in the log and in the record of the pod.",
    ...topics.map((topic) => topicPart(topic, failures)),
  ];
  return `${parts.join("\n\n")}\n`;
}

function troubleTable(troubles: Troubles): string {
  const rows = Object.values(troubles).map(({ happens, does, reads, bills }) => [
    happens,
    does,
    readingText(reads),
    String(bills),
  ]);
  return toTable(
    ["What RunPod does", "What labelpod does by itself", "What the channel reads", "Billed"],
    rows,
  );
}

function readingText(reads: Reading): string {
  if (reads === "nothing") return "nothing";
  if ("failure" in reads) return `${reads.failure.userMessage} (\`${reads.failure.code}\`)`;
  return "words" in reads ? reads.words : `the step “${stepTitle(reads.step)}” goes on`;
}

function topicPart(topic: string, failures: readonly SaidFailure[]): string {
  const rows = failures
    .filter((failure) => failure.topic === topic)
    .map(({ code, sentence, isPassing }) => [`\`${code}\``, sentence, isPassing ? "yes" : "no"]);
  const table = toTable(["Code", "What the chat says", "labelpod tries again by itself"], rows);
  return `### \`${topic}\`\n\nFrom [src/core/words/${topic}.ts](../src/core/words/${topic}.ts).\n\n${table}`.trimEnd();
}

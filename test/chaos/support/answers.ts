import type { Team } from "../../real/support/team.ts";

export type Answered = {
  readonly text: string;
  /** From the typing to the answer. */
  readonly tookMs: number;
};

/** Types a command on Discord and waits for what its person alone reads. */
export async function askOnDiscord({ discord }: Team, commandLine: string): Promise<Answered> {
  const deed = await discord.runCommand(commandLine);
  const { body, atMs } = await deed.answer();
  return { text: JSON.stringify(body), tookMs: Math.round(atMs - deed.sentAtMs) };
}

/** What a command is answered while the bot's memory is away. */
export const memoryAway = /memory \(Redis\) can't be reached/;

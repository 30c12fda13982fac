import { strangerCard } from "../../core/cards/pod-alarms.ts";
import { isOwn } from "../../core/records/own-name.ts";
import { ConflictError } from "../../core/common/errors.ts";
import { isUp, type ListedPod } from "../../core/records/machine.ts";
import type { JobContext } from "../context.ts";

/** Tells the team once about billing pods that are not this instance's; they are never touched. */
export async function reportStrangers(listed: readonly ListedPod[], context: JobContext): Promise<void> {
  const strangers = listed.filter((pod) => !isOwn(pod, context.instanceId) && isUp(pod));
  const unseen: ListedPod[] = [];
  for (const stranger of strangers) {
    if ((await context.store.notices.get(context.teamId, noticeId(stranger))) === undefined)
      unseen.push(stranger);
  }
  const [first] = unseen;
  if (first === undefined) return;
  const usdPerHour = unseen.reduce((sum, pod) => sum + pod.usdPerHour, 0);
  const { teamId } = context;
  // Told before it is noted: a crash in between tells the same message again, which changes nothing.
  await context.chat.show(
    strangerCard({ teamId, first: first.providerPodId, count: unseen.length, usdPerHour }),
  );
  for (const stranger of unseen) await noteSeen(stranger, context);
}

async function noteSeen(stranger: ListedPod, { clock, store, teamId }: JobContext): Promise<void> {
  const notice = { atMs: clock.now(), kind: "stranger", text: stranger.providerPodId } as const;
  try {
    await store.notices.create(teamId, noticeId(stranger), notice);
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
  }
}

function noticeId({ providerPodId }: ListedPod): string {
  return `stranger-${providerPodId}`;
}

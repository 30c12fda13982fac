import { strangerCard } from "../../core/cards/pod-alarms.ts";
import { isOwn } from "../../core/records/own-name.ts";
import { ConflictError } from "../../core/common/errors.ts";
import { isUp, type ListedPod } from "../../core/records/machine.ts";
import type { Stored } from "../../core/ports/collection.ts";
import { type Notice, update } from "../../core/ports/store.ts";
import type { JobContext } from "../context.ts";

/** Its notice stays as long as it is seen, and is written anew once a day for that. */
const seenAgainMs = 24 * 3_600_000;

/** Tells the team once about billing pods that are not this instance's; they are never touched. */
export async function reportStrangers(listed: readonly ListedPod[], context: JobContext): Promise<void> {
  const strangers = listed.filter((pod) => !isOwn(pod, context.instanceId) && isUp(pod));
  const unseen: ListedPod[] = [];
  for (const stranger of strangers) {
    const known = await context.store.notices.get(context.teamId, noticeId(stranger));
    if (known === undefined) unseen.push(stranger);
    else await noteSeenAgain(known, context);
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

async function noteSeenAgain(known: Stored<Notice>, { clock, store }: JobContext): Promise<void> {
  const atMs = clock.now();
  if (atMs - known.value.atMs < seenAgainMs) return;
  await update(store.notices, known, (notice) => ({ ...notice, atMs }));
}

function noticeId({ providerPodId }: ListedPod): string {
  return `stranger-${providerPodId}`;
}

import { advancePod } from "../../jobs/bring-up/advance-pod.ts";
import { isSameMachine } from "../../core/records/gpu-request.ts";
import { isSamePort } from "../../core/pods/kept-settings.ts";
import type { Reply } from "../../core/records/invocation.ts";
import { newPod, startAgain } from "../../core/pods/change-pod.ts";
import { isWanted, type Pod } from "../../core/records/pod.ts";
import type { PodRequest } from "../../core/records/pod-request.ts";
import { beginStop } from "../../core/pods/change-stop.ts";
import { settingsOf } from "../../core/idle/pod-policy.ts";
import type { Provider } from "../../core/ports/provider.ts";
import type { Stored } from "../../core/ports/collection.ts";
import { isStranded } from "../../core/records/refused-start.ts";
import { type Slot, update } from "../../core/ports/store.ts";
import { accountFailures } from "../../core/words/account.ts";
import { answerWords } from "../../core/words/answers.ts";
import { failures } from "../../core/words/errors.ts";
import { reallyFresh } from "../../core/words/host.ts";
import { allowedByBudget } from "./budget-request.ts";
import { stopPod } from "../../jobs/stop/stop-pod.ts";
import { checkCloud } from "./check-cloud.ts";
import type { CommandContext } from "../context.ts";
import type { Call, Command } from "../define.ts";
import { podSlot, teamPod } from "../find-records.ts";
import { checkPacsLogin, withLoginNote } from "./pacs-login.ts";
import { podUpOptions, readWait, readPodRequest } from "./pod-request.ts";
import { working } from "../reply.ts";
import { noteSettings, requestedPolicy, takesSettings, usualPolicy, usualRequest } from "./start-settings.ts";
import { takeSlot } from "../take-slot.ts";
import { keepVolume, placeOnVolume, unplaced } from "./volume-request.ts";
import { startJob } from "../start-job.ts";
import { defined } from "../../core/common/defined.ts";
import { placeOf } from "../../core/records/place-of.ts";
import { podPayloadOf } from "../../jobs/pod-payload.ts";
import { showPod } from "../../jobs/show-pod.ts";

/** Brings up the team's pod: makes one, starts the stopped one, or shows the one that is up. The work is in `advance-pod`. */
export const podUp: Command = {
  path: ["pod", "up"],
  isUse: true,
  summary: "Rents a GPU pod and starts MONAI Label on it, or shows the pod that is up",
  options: podUpOptions,
  async confirm(call, context) {
    if (call.options["fresh"] !== true) return undefined;
    const { holder } = await podSlot(context.store, call.invocation.teamId);
    if (holder !== undefined) requireShown(holder);
    // With a network volume nothing is lost; one that is being stopped may be stopped a moment later.
    const isTied = holder !== undefined && holder.request.volumeId === undefined;
    return isTied && (isStranded(holder) || holder.phase === "stopping") ? reallyFresh(holder) : undefined;
  },
  async run(call, context) {
    const { teamId } = call.invocation;
    const { slot, holder: there } = await podSlot(context.store, teamId);
    if (there === undefined || there.phase === "gone") return makeNew(call, { slot }, context);
    if (there.phase === "stopping") throw failures.podStopping();
    requireShown(there);
    if (call.options["fresh"] === true && isStranded(there))
      return makeNew(call, { slot, replaced: there }, context);
    if (there.phase === "stopped") return restart(call, there, context);
    readPodRequest(call.options, there.request);
    return show(there, context, answerWords.podIsThere());
  },
};

/** Another one in its place would be a second one, if it is there. @throws UserFacingError */
function requireShown(pod: Pod): void {
  if (pod.unshown !== undefined && pod.phase === "stopped") throw accountFailures.podNotShown();
}

type Seen = { readonly slot: Stored<Slot> | undefined; readonly replaced?: Pod };

/**
 * Takes the team's one place before anything is rented, so that two at the same moment make one pod. The pod that it is
 * taken from stays until the new one has its machine.
 */
async function makeNew(call: Call, { slot, replaced }: Seen, context: CommandContext): Promise<Reply> {
  const { teamId, person } = call.invocation;
  const { instanceId, bootId, store, provider } = context;
  const former = takesSettings(call) ? undefined : unplaced(replaced?.request);
  const wished = readPodRequest(call.options, former ?? (await settingsOf(context, teamId)));
  if (!provider.accesses.includes(wished.access)) throw failures.noProxy();
  checkPacsLogin(wished, context);
  await checkCloud(wished, context);
  const request = await placeOnVolume(wished, context);
  const budget = await allowedByBudget(call, context);
  const own = { teamId, provider: provider.id, request, ...requestedPolicy(call) };
  const settings = await noteSettings({ ...own, before: replaced, isSameMachine: false }, call, context);
  if (replaced !== undefined) await standAside(replaced, call, context);
  const pod = newPod(
    {
      ...own,
      settings,
      id: context.newId(),
      instanceId,
      bootId,
      ...readWait(call.options, context.clock.now()),
      ...budget,
      ...defined({ replaces: replaced?.id }),
      askedBy: person,
    },
    context.clock.now(),
  );
  await store.pods.create(teamId, pod.id, pod);
  if (await takeSlot(store, { teamId, place: "pod", holderId: pod.id, seen: slot }))
    return begin(pod, context);
  const written = await store.pods.get(teamId, pod.id);
  if (written !== undefined) await store.pods.remove(written);
  const winner = await teamPod(store, teamId);
  if (winner === undefined) throw failures.tooFast();
  return show(winner, context, answerWords.podIsThere());
}

/** One that waits for its host is told to stop first, which it stays until the new one has its machine. */
async function standAside(pod: Pod, { invocation }: Call, context: CommandContext): Promise<void> {
  const order = { reason: "asked", by: invocation.person } as const;
  const stored = await update(context.store.pods, placeOf(pod), (current) =>
    isStranded(current) ? beginStop(current, order, context.clock.now()) : undefined,
  );
  if (stored === undefined || isWanted(stored.value)) throw failures.tooFast();
  await startJob(stopPod, podPayloadOf(pod), context);
}

async function restart(call: Call, pod: Pod, context: CommandContext): Promise<Reply> {
  const usual = await usualRequest(call, pod, context);
  const request = await keepVolume(readPodRequest(call.options, usual), pod, context);
  if (!isSameMachine(request, pod.request)) throw failures.otherMachine();
  checkPort(pod, request, context.provider);
  checkPacsLogin(request, context);
  const own = { request, ...usualPolicy(call, pod) };
  const { teamId, provider } = pod;
  const by = {
    askedBy: call.invocation.person,
    ...own,
    settings: await noteSettings(
      { ...own, teamId, provider, before: pod, isSameMachine: true },
      call,
      context,
    ),
    ...readWait(call.options, context.clock.now()),
    ...(await allowedByBudget(call, context)),
    bootId: context.bootId,
  };
  const stored = await update(context.store.pods, placeOf(pod), (current) =>
    current.phase === "stopped" ? startAgain(current, by, context.clock.now()) : undefined,
  );
  return begin(stored?.value ?? pod, context);
}

/** The port was opened when the pod was rented, and the provider's proxy takes one of another kind. */
function checkPort(pod: Pod, request: PodRequest, provider: Provider): void {
  if (pod.provider === provider.id && !provider.accesses.includes(request.access)) throw failures.noProxy();
  if (!isSamePort(request.access, pod.request.access)) throw failures.otherPort();
}

async function begin(pod: Pod, context: CommandContext): Promise<Reply> {
  await startJob(advancePod, podPayloadOf(pod), context);
  return show(pod, context, withLoginNote(answerWords.podStarts(), pod.request, context));
}

async function show(pod: Pod, context: CommandContext, text: string): Promise<Reply> {
  return working(await showPod(pod, context), text);
}

import type { FailureCode } from "../common/failure-code.ts";
import { UserFacingError } from "../common/errors.ts";
import { stepTitle } from "./steps.ts";

/** Sentences for failures that commands and jobs meet themselves; adapters have their own beside them. */
export const failures = {
  noPod: () => fail("no-pod", "No pod is up: start one with /pod up."),
  podNotLive: () =>
    fail(
      "pod-not-live",
      "The pod is not ready yet: wait until its card says that it is live, then try again.",
    ),
  podStopping: () =>
    fail("pod-stopping", "The pod is being stopped: wait until its card says so, then use /pod up."),
  stopMayBeCalledOff: () =>
    fail(
      "stop-called-off",
      "The pod was being stopped because nobody used it: the channel hears within some minutes whether that could be called off, so give the command again then.",
    ),
  timeUnsure: () =>
    fail(
      "time-unsure",
      "The provider has not confirmed yet what time it is, so the pod is not kept: wait a minute, then give the command again.",
    ),
  nothingToDelete: () => fail("nothing-to-delete", "There is no pod to delete: nothing was done."),
  tooFast: () => fail("too-fast", "Two commands met at the same moment: see /pod status, then try again."),
  trainingRuns: () =>
    fail(
      "training-runs",
      "A training runs already: wait for its end, see it with /train status, or end it with /train stop.",
    ),
  noTraining: () => fail("no-training", "No training runs: start one with /train deepedit."),
  noLabels: () =>
    fail(
      "no-labels",
      "There is no labelled image to train on: submit at least one label from 3D Slicer, then train again.",
    ),
  unknownModel: (known: string) =>
    fail("unknown-model", `That model can't be trained: choose one of ${known}.`),
  modelNotLoaded: (model: string) =>
    fail(
      "model-not-loaded",
      `The server runs without ${model}: restart it with that model by the button, or use /pod restart.`,
    ),
  restartWhileTraining: () =>
    fail(
      "restart-while-training",
      "A training runs and a restart would end it: wait for its end or use /train stop first.",
    ),
  noProxy: () =>
    fail(
      "no-proxy",
      "This provider has no proxy before its pods: use /pod up access:http or access:https, or set LABELPOD_ACCESS to one of these.",
    ),
  otherPort: () =>
    fail(
      "other-port",
      "This pod was rented with another kind of port, which can't be changed: keep its access, or use /pod delete and then /pod up.",
    ),
  otherMachine: () =>
    fail(
      "other-machine",
      "A stopped pod starts on the machine that it was rented on: leave out the options for another one, or take a fresh pod with /pod up fresh:yes.",
    ),
  stepTimeout: (step: string) =>
    fail(
      "step-timeout",
      `The step “${stepTitle(step)}” took far longer than it may, so the pod was stopped: try /pod up again.`,
    ),
  providerMissing: (provider: string) =>
    fail(
      "provider-missing",
      `This pod belongs to the provider “${provider}”, which is not configured: configure it again so that the pod can be looked after.`,
    ),
  machineVanished: () =>
    fail("machine-vanished", "The provider has lost the machine while it came up: try /pod up again."),
  startRefused: () =>
    fail(
      "start-refused",
      "The machine that holds this pod's volume has no free GPU now: keep trying with /pod up wait:2h, take a fresh pod with /pod up fresh:yes, or use /pod up later.",
    ),
  startedWithoutGpu: () =>
    fail(
      "started-without-gpu",
      "The pod came up without a GPU, because its machine has none free, and was stopped again: keep trying with /pod up wait:2h, take a fresh pod with /pod up fresh:yes, or use /pod up later.",
    ),
  waitedForHost: () =>
    fail(
      "waited-for-host",
      "The machine that holds this pod's volume had no free GPU in all that time: keep trying with /pod up wait:2h, or take a fresh pod with /pod up fresh:yes.",
    ),
  machineStays: () =>
    fail(
      "machine-stays",
      "A machine that labelpod gave up has not gone for minutes: labelpod goes on to stop it, then use /pod up again.",
    ),
  crashLoop: () =>
    fail(
      "crash-loop",
      "The pod's container ended again and again, so the pod was stopped: try /pod up again, or take a fresh pod with /pod up fresh:yes if it goes on.",
    ),
  trainingLost: () =>
    fail(
      "training-lost",
      "The server no longer knows this training, so it was restarted or crashed: start the training again.",
    ),
  podEndedTraining: () =>
    fail(
      "pod-ended",
      "The pod ended before the end of this training was seen: start it again with /pod up and look at /train status, then train again from the last saved model if it is not done.",
    ),
  notSubmitted: () =>
    fail(
      "not-submitted",
      "MONAI Label did not take the training within half an hour: see /pod status, then train again.",
    ),
  trainingStalled: () =>
    fail(
      "training-stalled",
      "The training has not moved for an hour and was stopped: try again with fewer labels or a smaller model.",
    ),
  internal: (reference: string) =>
    fail(
      "internal",
      `Something went wrong on labelpod's side: try again, and give the reference ${reference} to whoever runs it.`,
    ),
  wrongPlace: () => fail("wrong-place", "Commands count only in the team's channel: go there and try again."),
  directMessage: () =>
    fail("direct-message", "Commands by direct message are not taken: use them in the team's channel."),
  foreignTeam: () => fail("foreign-team", "labelpod serves another team: ask whoever runs it for access."),
  guest: () => fail("guest", "Guests can't use labelpod: ask a member of the team to give the command."),
  notAdmin: () =>
    fail(
      "not-admin",
      "Only an admin may change how long a pod lives at most: ask one, or leave that option out.",
    ),
  forOrUntil: () =>
    fail(
      "for-or-until",
      "A time span and a time of day were both given: give one, such as 2h or until:18:00.",
    ),
  nothingToSet: () => fail("nothing-to-set", "No setting was given: name one, such as /settings idle:90m."),
  badTimeZone: () =>
    fail(
      "bad-timezone",
      "The option timezone takes a name such as Europe/Berlin or UTC: correct it and try again.",
    ),
  noSuchPod: () => fail("no-such-pod", "The team has no pod with that id: see /pod list."),
  expired: () =>
    fail(
      "expired",
      "That confirmation has expired or was used already, so nothing was done: give the command again.",
    ),
  notYours: () => fail("not-yours", "Only the person who gave the command can confirm it: nothing was done."),
} as const;

function fail(code: FailureCode, sentence: string): UserFacingError {
  return new UserFacingError(code, sentence);
}

import type { StoppedPod } from "../../../src/core/records/pod.ts";
import { plain } from "../../../src/core/records/text.ts";
import { stopAlarmTitle } from "../../../src/core/words/alarms.ts";
import { failures } from "../../../src/core/words/errors.ts";
import { addressIsOld, addressWasReplaced, freshMachine, volumeText } from "../../../src/core/words/host.ts";
import { liveTitle } from "../../../src/core/words/pod.ts";
import { goneSample, samplePod, stoppedSample } from "../sample-pod.ts";
import type { Troubles } from "./trouble.ts";

const onNetworkVolume: StoppedPod = {
  ...stoppedSample,
  request: { ...samplePod.request, volumeId: "studies" },
};

/** While a pod starts, runs and is stopped. */
export const runningTroubles: Troubles = {
  "start-refused": {
    happens: "It refuses to start a stopped pod, because the host has no free GPU: `{error}`.",
    does: "Leaves the pod stopped with its volume, and offers to keep trying or a fresh pod.",
    reads: { failure: failures.startRefused() },
    bills: 0,
  },
  "start-refused-problem": {
    happens: "The same as problem+json.",
    does: "The same.",
    reads: { failure: failures.startRefused() },
    bills: 0,
  },
  "start-refused-for-a-while": {
    happens: "The same, and the host gets a GPU back later.",
    does: "Asks each minute after `/pod up wait:2h`, starts the pod then and posts the new address.",
    reads: { words: liveTitle(samplePod) },
    bills: 1,
  },
  "start-refused-on-network-volume": {
    happens: "The same, of a pod on a network volume.",
    does: "Gives that machine up and rents another one for the same volume.",
    reads: { words: freshMachine("host-full").map((text) => plain(text, String))[0] ?? "" },
    bills: 1,
  },
  "start-without-gpu": {
    happens: "It starts a stopped pod without its GPU.",
    does: "Stops it again, and offers the same.",
    reads: { failure: failures.startedWithoutGpu() },
    bills: 0,
  },
  "other-ports": {
    happens: "Each start has other ports and another host key.",
    does: "Reads them anew, tries them and posts the new address.",
    reads: { words: plain(addressIsOld(stoppedSample), String) },
    bills: 1,
  },
  "other-ports-while-up": {
    happens: "A pod that is up is restarted outside labelpod, and has other ports.",
    does: "Walks the steps again in the same run, and posts the new address.",
    reads: { words: plain(addressWasReplaced(), String) },
    bills: 1,
  },
  "running-early": {
    happens: "It calls a pod RUNNING while the image is still pulled.",
    does: "Asks again until there is one.",
    reads: { step: "address" },
    bills: 1,
  },
  "deaf-address": {
    happens: "It names an address where nothing answers yet.",
    does: "Tries to log in until that works.",
    reads: { step: "shell" },
    bills: 1,
  },
  "stale-address": {
    happens: "After a start it names the address of the run before.",
    does: "Takes no address for good until the pod itself answers there.",
    reads: { step: "shell" },
    bills: 1,
  },
  "not-found": {
    happens: "A pod that it has just made is a 404.",
    does: "Asks on for a minute.",
    reads: "nothing",
    bills: 1,
  },
  "newest-unlisted": {
    happens: "A pod that it has just made is missing from the list.",
    does: "Takes nothing for gone that one list lacks.",
    reads: "nothing",
    bills: 1,
  },
  "stale-list": {
    happens: "It gives an old list.",
    does: "Believes what two looks in a row and the pod's own record say.",
    reads: "nothing",
    bills: 1,
  },
  hidden: {
    happens: "A pod that is up is missing from everything for half a minute.",
    does: "Takes no pod for gone that fast.",
    reads: "nothing",
    bills: 1,
  },
  "crash-loop": {
    happens: "A container ends again and again, and is billed.",
    does: "Stops the pod after three ends in a quarter of an hour.",
    reads: { failure: failures.crashLoop() },
    bills: 0,
  },
  "deleted-outside": {
    happens: "404: a pod that was up was deleted in RunPod's console.",
    does: "Ends its run after a second look and a question about this very pod.",
    reads: { words: plain(volumeText(goneSample), String) },
    bills: 0,
  },
  "not-found-plain": {
    happens: "400 in place of 404 to a stop: it knows no such pod.",
    does: "Asks again, by GraphQL too, until the pod is seen stopped or gone.",
    reads: "nothing",
    bills: 0,
  },
  conflict: {
    happens: "409: a stop is refused by REST v2.",
    does: "Stops by GraphQL in the same call.",
    reads: "nothing",
    bills: 0,
  },
  ignored: {
    happens: "It accepts a stop and does not carry it out.",
    does: "Reads it back and asks again, by the other API.",
    reads: "nothing",
    bills: 0,
  },
  "stop-ignored-for-long": {
    happens: "The same, by both APIs, for minutes.",
    does: "Goes on for ever, and tells the channel after three minutes and then every ten.",
    reads: { words: stopAlarmTitle(samplePod) },
    bills: 1,
  },
  "balance-gone": {
    happens: "The account's balance is used up: it deletes pods together with their volumes.",
    does: "Ends the run and says what is lost.",
    reads: { words: plain(volumeText(goneSample), String) },
    bills: 0,
  },
  "balance-gone-on-network-volume": {
    happens: "The same, of a pod on a network volume: that one is stopped.",
    does: "Ends the run.",
    reads: { words: plain(volumeText(onNetworkVolume), String) },
    bills: 0,
  },
  "graphql-retired": {
    happens: "410 by GraphQL, while REST v2 does not carry out a stop.",
    does: "Asks REST v2 alone from then on.",
    reads: "nothing",
    bills: 0,
  },
};

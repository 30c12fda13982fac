import type { Pod } from "../records/pod.ts";

export type FirstJobFacts = {
  /** Nothing at all, settings alone, or a chat platform or RunPod: then only `--once` asks for the job. */
  readonly configured: "nothing" | "settings" | "chat-or-runpod";
  readonly isHere: boolean;
  /** The team's pod that is there already. */
  readonly pod?: Pick<Pod, "id" | "phase">;
  readonly isOnMadeUpImages: boolean;
  /** Whether the pod is stopped at the end. */
  readonly stopsPod: boolean;
};

const reasons = {
  nothing: "Nothing is configured, so",
  settings: "Neither a chat platform nor RunPod is configured, so",
  "chat-or-runpod": "As --once says,",
} as const;

/** What the bot is about to do by itself, and why. */
export function firstJobText(facts: FirstJobFacts): string {
  const { configured, isHere, pod } = facts;
  const job = `${reasons[configured]} labelpod does its whole job once${isHere ? " on this machine" : ""}`;
  // Then /pod up says what to do.
  if (pod?.phase === "stopping") return `${job}.`;
  const end = facts.stopsPod ? ", and the stop of the pod" : "";
  return `${job}: ${podText(pod)}, MONAI Label, a training on ${imagesText(facts)}${end}.`;
}

function podText(pod: FirstJobFacts["pod"]): string {
  if (pod === undefined) return "a pod";
  if (pod.phase === "live") return `pod ${pod.id}, which is up already`;
  return pod.phase === "starting" ? `pod ${pod.id}, which comes up already` : `pod ${pod.id} again`;
}

function imagesText({ pod, isOnMadeUpImages }: FirstJobFacts): string {
  if (isOnMadeUpImages) return "made-up images";
  return pod === undefined ? "the studies of the settings" : "the studies that this pod has";
}

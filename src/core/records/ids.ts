declare const kind: unique symbol;

/** A text that names one thing: any text may become one, and one of another kind may not. */
type Id<Kind extends string> = string & { readonly [kind]?: Kind };

/** A team: a Discord server, a Slack workspace, or the web page. */
export type TeamId = Id<"team">;
/** A pod, as labelpod calls it. */
export type PodId = Id<"pod">;
/** The same at its provider, where it is another one after each rent. */
export type ProviderPodId = Id<"provider's pod">;
export type TrainingId = Id<"training">;
/** A training at MONAI Label. */
export type TaskId = Id<"task">;
/** A network volume at its provider. */
export type VolumeId = Id<"volume">;
/** One deployment of labelpod. */
export type InstanceId = Id<"instance">;

/** What the record of a pod is called that has no place: by its provider's name for it, since labelpod has given it none. */
export function podIdOf(providerPodId: ProviderPodId): PodId {
  const text: string = providerPodId;
  return text;
}

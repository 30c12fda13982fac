import type { TeamId, InstanceId } from "../records/ids.ts";
import type { Pod } from "../records/pod.ts";
import { code, line, type Line } from "../records/text.ts";

/** An instance that has pods on this Redis and that no bot runs as. */
export type Abandoned = {
  readonly teamId: TeamId;
  readonly instanceId: InstanceId;
  /** Of the bot that tells it. */
  readonly ownId: string;
  readonly pods: readonly Pick<Pod, "id" | "name" | "phase">[];
};

/** For whoever starts the bot. */
export function abandonedLine(abandoned: Abandoned): string {
  return `Nobody looks after ${named(abandoned)} of another labelpod, which does not run. ${wayOut(abandoned)}`;
}

export function abandonedTitle({ pods }: Abandoned): string {
  return pods.length === 1
    ? "Nobody looks after a pod of another labelpod"
    : `Nobody looks after ${pods.length} pods of another labelpod`;
}

export function abandonedText(abandoned: Abandoned): readonly Line[] {
  const { instanceId, ownId } = abandoned;
  return [
    [
      `On this Redis that labelpod wrote down ${named(abandoned)}. It does not run, and the pods may be billed.`,
    ],
    ["If it was only ended, start it again."],
    line`If its data folder is lost, whoever runs this labelpod takes them over: end it, write ${code(instanceId)} into the file ${code("instance")} of its data folder, and start it again. It stops and deletes those pods then, but can't work on them, because their SSH key was in the lost folder.`,
    line`Meanwhile it does not look after its own pods: stop them first, and write ${code(ownId)} back when it is done.`,
  ];
}

function wayOut({ instanceId, ownId }: Abandoned): string {
  return (
    "If that one was only ended, start it again; if its data folder is lost, end this one, write " +
    `${instanceId} in place of ${ownId} into the file instance of its data folder and start it, stop and delete the pods, and write ${ownId} back.`
  );
}

function named({ pods }: Abandoned): string {
  return pods.map(({ name, phase }) => `${name} (${phase})`).join(", ");
}

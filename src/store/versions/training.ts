import { isUnparsed, type Unparsed, type Upgrade } from "../../core/common/versions.ts";

/**
 * Version 1: the request under its name, no number for labels that were not counted yet, the newest epoch alone, and a state
 * with all that it must have.
 */
function toStates({ wishes, labelled, progress, ...old }: Unparsed): Unparsed {
  return {
    ...old,
    ...(labelled === Number.MAX_SAFE_INTEGER ? {} : { labelled }),
    request: wishes,
    progress: toLatest(progress),
    ...complete(old),
  };
}

function toLatest(progress: unknown): unknown {
  if (!isUnparsed(progress)) return progress;
  const { epochs, ...rest } = progress;
  const latest: unknown = Array.isArray(epochs) ? epochs.at(-1) : undefined;
  return latest === undefined ? rest : { ...rest, latest };
}

/** One whose name at the server is not known is looked for there by its own. */
function complete({ state, taskId, endedAtMs, askedAtMs }: Unparsed): Unparsed {
  if (state === "running" && taskId === undefined) return { state: "submitting" };
  if (state === "running" || state === "submitting") return {};
  return { endedAtMs: endedAtMs ?? askedAtMs };
}

export const trainingVersions: readonly Upgrade[] = [toStates];

import type { TeamId } from "./ids.ts";

/** Which record of a collection. */
export type RecordPlace = { readonly teamId: TeamId; readonly id: string };

/** Where a record lies, by what the record itself says. */
export function placeOf({ teamId, id }: RecordPlace): RecordPlace {
  return { teamId, id };
}

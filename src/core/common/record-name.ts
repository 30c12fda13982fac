/** @throws TypeError for a name that no record can have: it is empty, or not well-formed Unicode, which UTF-8 can't tell apart. */
export function assertRecordName(teamId: string, id: string): void {
  for (const name of [teamId, id]) {
    if (name === "" || !name.isWellFormed())
      throw new TypeError("A record's team and id must be non-empty, well-formed text");
  }
}

/** What was read, before it is parsed. */
export type Unparsed = Readonly<Record<string, unknown>>;

/** The way up from one version of a record to the next one. */
export type Upgrade = (old: Unparsed) => Unparsed;

/** A record that a later labelpod has written: reading it as an older one would lose what it doesn't know. */
export class NewerVersionError extends Error {
  override readonly name = "NewerVersionError";
}

/**
 * What was read, as the present version has it: `upgrades[0]` leads from records that have no version yet to version 1, and so
 * on; the present version is their number.
 * @throws NewerVersionError
 */
export function upgraded(found: unknown, upgrades: readonly Upgrade[]): unknown {
  if (!isUnparsed(found)) return found;
  const version = versionOf(found);
  if (version > upgrades.length)
    throw new NewerVersionError(`version ${version} is newer than ${upgrades.length}`);
  return upgrades.slice(version).reduce((old, upgrade) => upgrade(old), found);
}

/** The version that a record says it has; those of before versions have none, and are 0. */
export function versionOf(found: unknown): number {
  return isUnparsed(found) && typeof found["v"] === "number" ? found["v"] : 0;
}

export function isUnparsed(value: unknown): value is Unparsed {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Remembers the newest ids, so that one which comes again is told. */
export type Seen = {
  /** Whether this id is new; it is known from then on. */
  add(id: string): boolean;
};

export function createSeen(capacity: number): Seen {
  const ids = new Set<string>();

  function add(id: string): boolean {
    if (ids.has(id)) return false;
    ids.add(id);
    const [oldest] = ids;
    if (ids.size > capacity && oldest !== undefined) ids.delete(oldest);
    return true;
  }

  return { add };
}

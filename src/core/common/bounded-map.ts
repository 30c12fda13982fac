/** A map of so many entries at most: what was set longest ago makes room. */
export type BoundedMap<K, V> = Pick<Map<K, V>, "get" | "has" | "set" | "delete" | "values">;

/** `onForget` is given each value that makes room, not one that was deleted or set anew. */
export function createBoundedMap<K, V>(
  capacity: number,
  onForget: (value: V) => void = () => {},
): BoundedMap<K, V> {
  const entries = new Map<K, V>();
  const map: BoundedMap<K, V> = {
    get: (key) => entries.get(key),
    has: (key) => entries.has(key),
    delete: (key) => entries.delete(key),
    values: () => entries.values(),
    set(key, value) {
      entries.delete(key);
      entries.set(key, value);
      for (const [oldest, forgotten] of entries) {
        if (entries.size <= capacity) break;
        entries.delete(oldest);
        onForget(forgotten);
      }
      return entries;
    },
  };
  return map;
}

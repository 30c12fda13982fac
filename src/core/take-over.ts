/** A later life of the bot took the record over. */
export function adopt<T extends { readonly bootId: string; readonly resumedAtMs?: number }>(
  record: T,
  bootId: string,
  nowMs: number,
): T {
  return record.bootId === bootId ? record : { ...record, bootId, resumedAtMs: nowMs };
}

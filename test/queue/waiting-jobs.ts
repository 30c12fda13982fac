/** What runs again after this time. */
export const waitsMs = 20_000;

const rest = { parse: String, key: (payload: string) => payload } as const;
export const once = { name: "once", lane: "work", ...rest } as const;
export const scheduled = { name: "scheduled", lane: "sweep", ...rest } as const;

// TS2741: a part of a record that its schema does not have
import type { Slot } from "../../src/core/ports/store.ts";
import { parts, text } from "../../src/store/schema/shape.ts";

export const slot = parts<Omit<Slot, "takenAtMs"> & { readonly since: string }>({ holderId: text });

import type { z } from "zod";
import { NewerVersionError, type Upgrade, upgraded } from "../core/common/versions.ts";
import { storeFailures } from "../core/words/store.ts";

/** How records of one kind lie in Redis: as JSON, with the version of their kind as `v`. */
export type Codec<T> = {
  encode(value: T): string;
  /** `name` is what the record is called in a sentence. @throws UserFacingError `record-newer` or `record-unreadable` */
  decode(json: string, name: string): T;
};

/** `upgrades` lead from records without a version to the present one, a step for each version. */
export function createCodec<T extends object>(schema: z.ZodType<T>, upgrades: readonly Upgrade[]): Codec<T> {
  return {
    encode: (value) => JSON.stringify({ v: upgrades.length, ...value }),
    decode(json, name) {
      try {
        const found: unknown = JSON.parse(json);
        return schema.parse(upgraded(found, upgrades));
      } catch (error) {
        if (error instanceof NewerVersionError) throw storeFailures.recordNewer(name, error);
        throw storeFailures.recordUnreadable(name, error);
      }
    },
  };
}

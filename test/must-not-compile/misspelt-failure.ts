// TS2345: a failure that no list has
import { UserFacingError } from "../../src/core/common/errors.ts";

export const failure = new UserFacingError("no-capasity", "Nothing is free.");

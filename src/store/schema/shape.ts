import { z } from "zod";

/**
 * A schema for each part of a record, so that a part which the type has and the schema has not does not compile, nor one that
 * is optional in one of them alone.
 */
export type Shape<T> = {
  readonly [Part in keyof T]-?: object extends Pick<T, Part>
    ? z.ZodExactOptional<z.ZodType<Exclude<T[Part], undefined>>>
    : z.ZodType<T[Part]>;
};

/** A record that has just these parts; what else lies there is left out. */
export function parts<T>(shape: Shape<T>): z.ZodType<T>;
export function parts(shape: z.ZodRawShape): z.ZodType {
  return z.object(shape);
}

export const text = z.string();
export const count = z.int();
/** Milliseconds since 1970, or a duration. */
export const ms = z.number();
export const usd = z.number();
export const yes = z.literal(true);
export const texts = z.array(text).readonly();

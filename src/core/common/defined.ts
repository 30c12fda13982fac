/** What of these is known: an object without its undefined parts, to be spread into a record whose parts are optional. */
export type Defined<T> = { readonly [Key in keyof T]?: Exclude<T[Key], undefined> };

/** The same object without the parts that are undefined. */
export function defined<T extends object>(parts: T): Defined<T>;
export function defined(parts: object): object {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
}

/** A record that has these parts, may have those, and has no other: one that slips in from another state does not compile. */
export type WithParts<Facts, Parts, Has extends keyof Parts, May extends keyof Parts> = Facts &
  Pick<Parts, Has> &
  Partial<Pick<Parts, May>> & {
    readonly [Part in Exclude<keyof Parts, Has | May | keyof Facts>]?: never;
  };

/** A source file of the temporary project, its path below src. */
export type Planted = { readonly file: string; readonly source: string };

/** A bug that can be planted: a text of one source file that is there once, and what takes its place. */
export type Plant = {
  readonly name: string;
  readonly what: string;
  readonly file: string;
  readonly text: string;
  readonly bug: string;
};

/** What MONAI Label says about itself. */
export type ServerInfo = {
  readonly trainers: readonly string[];
  readonly hasGpu: boolean;
  readonly images: number;
  /** Images with a label of the tag `final`, the ones that are trained on. */
  readonly labelled: number;
};

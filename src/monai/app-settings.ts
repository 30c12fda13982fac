/** What `pod/app/` reads from labelpod.json; what is absent stays as the radiology app has it. */
export type AppSettings = ModelSettings & {
  readonly models?: Readonly<Record<string, ModelSettings>> | undefined;
};

type ModelSettings = {
  /** Number by name; `background` is 0. */
  readonly labels?: Readonly<Record<string, number>> | undefined;
  /** Voxels of the input, three multiples of 32. */
  readonly spatialSize?: readonly number[] | undefined;
  /** Millimetres. */
  readonly targetSpacing?: readonly number[] | undefined;
};

/** For the sample studies where torch sees no GPU: at the app's own size one step takes over 20 s there. */
export const trialSettings: AppSettings = {
  labels: { spleen: 1, background: 0 },
  spatialSize: [32, 32, 32],
  targetSpacing: [2, 2, 3],
};

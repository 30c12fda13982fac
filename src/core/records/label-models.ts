/** A trainable model of MONAI Label's radiology app; source: its `lib/configs` and `lib/trainers`, version 0.8.5. */
export type LabelModel = {
  readonly name: string;
  readonly summary: string;
  readonly defaultEpochs: number;
  /** Statistics and the published model appear only at every so many epochs. */
  readonly validationEvery: number;
  readonly defaultBatch: number;
  /** Folder of its statistics below the app's `model/`. */
  readonly folder: string;
};

const usual = { defaultEpochs: 50, validationEvery: 1, defaultBatch: 1 } as const;

/** In the order of the help; the inference-only `sw_fastedit` is not among them. */
export const labelModels: readonly LabelModel[] = [
  {
    ...usual,
    name: "deepedit",
    summary: "clicks and automatic segmentation in one 3D model",
    folder: "deepedit_dynunet",
  },
  {
    name: "deepgrow_2d",
    summary: "clicks, slice by slice",
    defaultEpochs: 10,
    validationEvery: 5,
    defaultBatch: 16,
    folder: "deepgrow_2d",
  },
  {
    ...usual,
    name: "deepgrow_3d",
    summary: "clicks, in the volume",
    validationEvery: 5,
    folder: "deepgrow_3d",
  },
  {
    ...usual,
    name: "segmentation",
    summary: "automatic segmentation of many organs",
    folder: "segmentation",
  },
  {
    ...usual,
    name: "segmentation_spleen",
    summary: "automatic segmentation of the spleen",
    folder: "segmentation_spleen",
  },
  { ...usual, name: "localization_spine", summary: "finds the spine", folder: "localization_spine" },
  {
    ...usual,
    name: "localization_vertebra",
    summary: "finds each vertebra",
    folder: "localization_vertebra",
  },
  {
    ...usual,
    name: "segmentation_vertebra",
    summary: "segments each vertebra",
    folder: "segmentation_vertebra",
  },
];

export function findModel(name: string): LabelModel | undefined {
  return labelModels.find((model) => model.name === name);
}

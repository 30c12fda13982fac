/** MONAI Label and the images that it runs in need CUDA, whatever their name says: RunPod rents cards of AMD too. */
export function isUsable({
  id,
  manufacturer,
}: {
  readonly id: string;
  readonly manufacturer?: string | undefined;
}): boolean {
  return manufacturer === undefined ? !/^AMD\b/iu.test(id) : manufacturer.toUpperCase() === "NVIDIA";
}

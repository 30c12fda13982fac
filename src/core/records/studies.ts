/** Whether the images come from a PACS by DICOMweb rather than from a folder. */
export function isDicomweb(studies: string): boolean {
  return /^https?:\/\//i.test(studies);
}

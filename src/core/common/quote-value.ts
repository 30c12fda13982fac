/** A value as it is typed after `name:`; with spaces or quotation marks in it, it stands in quotation marks. */
export function quoteValue(value: string): string {
  return /^[^\s"\\]+$/u.test(value) ? value : `"${value.replaceAll(/["\\]/gu, (sign) => `\\${sign}`)}"`;
}

/** Undefined for what is no JSON, such as a text that was cut short; the parser's own error would quote it. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The lines `name:value` of INFO. */
export function parseInfo(text: string): ReadonlyMap<string, string> {
  const pairs = text.split("\r\n").map((line) => line.split(":", 2));
  return new Map(pairs.map(([name = "", value = ""]) => [name, value]));
}

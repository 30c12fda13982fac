/** One variable of `.env.example`. */
export type Setting = { readonly name: string; readonly byDefault: string; readonly summary: string };

export type SettingGroup = { readonly title: string; readonly settings: readonly Setting[] };

/** Reads `# == Title ==`, and under it `# summary` followed by `#NAME=default`. @throws for a variable without a summary */
export function readSettings(example: string): readonly SettingGroup[] {
  const [, ...parts] = example.split(/^# == /mu);
  return parts.map((part) => {
    const [title = "", ...lines] = part.split("\n");
    return { title: title.replace(/ ==$/u, ""), settings: readGroup(lines) };
  });
}

function readGroup(lines: readonly string[]): readonly Setting[] {
  return lines.flatMap((line, index) => {
    const found = /^#([A-Z_]+)=(.*)$/u.exec(line);
    if (found === null) return [];
    const [, name = "", byDefault = ""] = found;
    const summary = /^# (.+)$/u.exec(lines[index - 1] ?? "")?.[1];
    if (summary === undefined) throw new Error(`.env.example says nothing about ${name}`);
    return [{ name, byDefault, summary }];
  });
}

import { registerHooks } from "node:module";
import { plants } from "./plants.ts";

/** Lets a file of the bot be loaded with a bug in it; for this thread, and only what is loaded from now on. */
export function plantBug(name: string): void {
  const plant = plants.find((other) => other.name === name);
  if (plant === undefined) throw new RangeError(`there is no planted bug “${name}”`);
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (!url.endsWith(`/${plant.file}`)) return loaded;
      const { source } = loaded;
      const text = typeof source === "string" ? source : new TextDecoder().decode(source ?? undefined);
      return { ...loaded, source: sow(text, plant) };
    },
  });
}

/** @throws RangeError when the text that is to be replaced is not there exactly once */
export function sow(
  source: string,
  { name, text, bug }: { name: string; text: string; bug: string },
): string {
  const parts = source.split(text);
  if (parts.length !== 2) throw new RangeError(`the text of “${name}” is there ${parts.length - 1} times`);
  return parts.join(bug);
}

import type { StepNote } from "../records/step.ts";

const titles: Readonly<Record<string, string>> = {
  choose: "Choose a GPU",
  create: "Rent the machine",
  start: "Start the machine",
  address: "Wait for its address",
  shell: "Reach it",
  files: "Copy labelpod's files",
  environment: "Install MONAI Label",
  studies: "Prepare the studies",
  server: "Start the server",
  outside: "Check the API from outside",
};

const parts: Readonly<Record<string, string>> = {
  uv: "installer",
  python: "Python",
  torch: "PyTorch",
  packages: "packages",
  monailabel: "MONAI Label",
  check: "self-check",
  starting: "loading",
  offer: "trying the next GPU",
};

/** Parts whose progress is what was written to the disk. */
const inMegabytes: ReadonlySet<string> = new Set(["python", "torch", "packages"]);

/** What a step is called on a card; a step without a title of its own goes by its name. */
export function stepTitle(name: string): string {
  return titles[name] ?? name;
}

/** "PyTorch, 2 of 5". */
export function stepNote(note: StepNote): string {
  const part = parts[note.part] ?? note.part;
  if (note.done === undefined) return part;
  const unit = inMegabytes.has(note.part) ? " MB" : "";
  return note.total === undefined
    ? `${part}, ${note.done}${unit}`
    : `${part}, ${note.done} of ${note.total}${unit}`;
}

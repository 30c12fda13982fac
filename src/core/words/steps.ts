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
  image: "its container has not started yet, the image is still pulled",
  "public-address": "no public address yet",
};

/** Parts whose progress is the time that they are waited for. */
const inMinutes: ReadonlySet<string> = new Set(["image", "public-address"]);

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
  const unit = unitOf(note.part);
  return note.total === undefined
    ? `${part}, ${note.done}${unit}`
    : `${part}, ${note.done} of ${note.total}${unit}`;
}

function unitOf(part: string): string {
  if (inMinutes.has(part)) return " min";
  return inMegabytes.has(part) ? " MB" : "";
}

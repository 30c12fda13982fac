import { existsSync } from "node:fs";
import path from "node:path";

/** A publisher's API description that is never committed, by the name it is stored under. */
export type ContractFile = "discord-openapi.json" | "runpod-openapi-v2.json";

const root = path.resolve(import.meta.dirname, "../..");
const folders = [path.join(root, "contracts"), path.join(root, "../shared/facts")];

/** The path of an API description on this machine, or undefined where `npm run contracts` was not run. */
export function findContract(file: ContractFile): string | undefined {
  return folders.map((folder) => path.join(folder, file)).find((candidate) => existsSync(candidate));
}

/** Says in one line what was not checked because its API description is not here. */
export function sayUnchecked(file: ContractFile, what: string): void {
  process.stderr.write(
    `${what}: not checked against ${file}, which is not here (npm run contracts fetches it).\n`,
  );
}

import { existsSync } from "node:fs";
import path from "node:path";

/** The publishers' API descriptions, which are never committed, by the names they are stored under. */
export const contractFiles = ["discord-openapi.json", "runpod-openapi-v2.json"] as const;
export type ContractFile = (typeof contractFiles)[number];

const root = path.resolve(import.meta.dirname, "../..");
const folders = [path.join(root, "contracts"), path.join(root, "../shared/facts")];

/** The path of an API description on this machine, or undefined where `npm run contracts` was not run. */
export function findContract(file: ContractFile): string | undefined {
  return folders.map((folder) => path.join(folder, file)).find((candidate) => existsSync(candidate));
}

/** Whether cases that need the file are skipped: whoever tries labelpod need not have it, and where CI is set they run and fail. */
export function skipsWithout(file: ContractFile): boolean {
  return findContract(file) === undefined && process.env["CI"] === undefined;
}

/** For a case that could not fail without the file. @throws where it is missing */
export function requireContract(file: ContractFile): void {
  if (findContract(file) === undefined)
    throw new Error(`contracts/${file} is not here: npm run contracts fetches it.`);
}

/** What is not checked here and why, in one line; undefined where all files are here. */
export function describeMissingContracts(): string | undefined {
  const missing = contractFiles.filter((file) => findContract(file) === undefined);
  if (missing.length === 0) return undefined;
  const names = missing.map((file) => `contracts/${file}`).join(" and ");
  const { are, them } = missing.length > 1 ? { are: "are", them: "them" } : { are: "is", them: "it" };
  return `${names} ${are} not here, so requests are not checked against ${them}; npm run contracts fetches ${them}.`;
}

import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";

// npm leaves out of the lock file the platform packages that its registry does not hold (a mirror for one platform),
// and `npm ci` then refuses that lock file everywhere. Their parents name their exact versions, so they can be added.

type Entry = {
  version?: string;
  optional?: boolean;
  dev?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
};
type Lock = { packages: Record<string, Entry> };

const SYSTEMS = [
  "aix",
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "sunos",
  "win32",
];
const PROCESSORS = [
  "arm",
  "arm64",
  "ia32",
  "loong64",
  "mips64el",
  "ppc64",
  "riscv64",
  "s390x",
  "wasm32",
  "x64",
];

const file = path.resolve(import.meta.dirname, "../package-lock.json");

function libcOf(words: readonly string[]): string | undefined {
  if (words.some((word) => word.startsWith("musl"))) return "musl";
  return words.some((word) => word.startsWith("gnu")) ? "glibc" : undefined;
}

/** The lock entry of a platform package, its platform read from its name (`@scope/tool-linux-arm64-musl`). */
function describePlatform(name: string, version: string): Entry {
  const words = name.split(/[/-]/);
  const system = SYSTEMS.find((word) => words.includes(word));
  const processor = PROCESSORS.find((word) => words.includes(word));
  const libc = libcOf(words);
  if (system === undefined && processor === undefined) {
    throw new Error(`${name} names no platform: install it, or add it to package-lock.json by hand.`);
  }
  return {
    version,
    ...(processor === undefined ? {} : { cpu: [processor] }),
    ...(system === "linux" && libc !== undefined ? { libc: [libc] } : {}),
    optional: true,
    ...(system === undefined ? {} : { os: [system] }),
  };
}

function findMissing(packages: Lock["packages"]): [string, Entry][] {
  const present = new Set(Object.keys(packages).map((folder) => folder.split("node_modules/").at(-1)));
  return Object.values(packages).flatMap(({ optionalDependencies = {}, dev }) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !present.has(name))
      .map(([name, version]): [string, Entry] => [
        `node_modules/${name}`,
        { ...describePlatform(name, version), ...(dev === true ? { dev } : {}) },
      ]),
  );
}

const lock: Lock = JSON.parse(await readFile(file, "utf8"));
const missing = findMissing(lock.packages);
const entries = Object.entries(lock.packages).concat(missing);
lock.packages = Object.fromEntries(entries.toSorted(([a], [b]) => a.localeCompare(b, "en")));
await writeFile(file, `${JSON.stringify(lock, undefined, 2)}\n`);
console.log(`package-lock.json: ${missing.length} platform packages added.`);

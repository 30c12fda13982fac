import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFile, cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Debian's files that no program needs, or that say where Debian's own packages lie. */
const leftOut = /\/(?:__pycache__|test|idlelib|config-3\.11-[^/]+|sitecustomize\.py|EXTERNALLY-MANAGED)$/;
/** These belong to the machine: a Python that was built against an older glibc runs with a newer one. */
const ofGlibc = /^(?:libc|libm|libresolv|libdl|libpthread|librt|libutil)\.so/;

const debian = { program: "/usr/bin/python3.11", library: "/usr/lib/python3.11" } as const;

export type PackedPython = { readonly file: string; readonly version: string; readonly sha256: string };

/**
 * Packs Debian 12's Python 3.11 (`libpython3.11-stdlib`, and `patchelf`) into `python.tar.gz` in `folder`, as the builds that uv
 * downloads are packed: one folder `python` that runs wherever it is put. The shared libraries that it needs are in it.
 */
export async function packPython(folder: string): Promise<PackedPython> {
  const work = await mkdtemp(path.join(folder, "packing-"));
  const root = path.join(work, "python");
  await copyDebianPython(root);
  await bringLibraries(root);
  const file = path.join(folder, "python.tar.gz");
  await run("tar", ["-czf", file, "-C", work, "python"]);
  // Without what this machine's own Python brings along.
  const program = path.join(root, "bin/python3.11");
  const { stdout } = await run(program, ["-IBc", "import platform; print(platform.python_version())"]);
  await rm(work, { recursive: true });
  const sha256 = createHash("sha256").update(await readFile(file));
  return { file, version: stdout.trim(), sha256: sha256.digest("hex") };
}

async function copyDebianPython(root: string): Promise<void> {
  await mkdir(path.join(root, "bin"), { recursive: true });
  await copyFile(debian.program, path.join(root, "bin/python3.11"));
  for (const name of ["python", "python3"]) await symlink("python3.11", path.join(root, "bin", name));
  await cp(debian.library, path.join(root, "lib/python3.11"), {
    recursive: true,
    dereference: true,
    filter: (source) => !leftOut.test(source),
  });
}

/** Lets each file find its libraries beside itself, wherever the folder is. */
async function bringLibraries(root: string): Promise<void> {
  const [lib, modules] = [path.join(root, "lib"), path.join(root, "lib/python3.11/lib-dynload")];
  const names = (await readdir(modules)).filter((name) => name.endsWith(".so"));
  const programs = [path.join(root, "bin/python3.11"), ...names.map((name) => path.join(modules, name))];
  for (const [name, source] of await librariesOf(programs)) {
    await copyFile(await realpath(source), path.join(lib, name));
    await findBeside(path.join(lib, name), "$ORIGIN");
  }
  for (const program of programs)
    await findBeside(program, `$ORIGIN/${path.relative(path.dirname(program), lib)}`);
}

async function librariesOf(programs: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { stdout } = await run("ldd", [...programs]);
  const lines = stdout.matchAll(/^\t(?<name>\S+) => (?<source>\/\S+)/gm);
  const found = [...lines].map(({ groups = {} }): [string, string] => [
    groups["name"] ?? "",
    groups["source"] ?? "",
  ]);
  return new Map(found.filter(([name]) => !ofGlibc.test(name)));
}

async function findBeside(file: string, place: string): Promise<void> {
  await run("patchelf", ["--set-rpath", place, file]);
}

import { createReadStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { listenOnLoopback } from "../../support/listen.ts";
import { packPython, type PackedPython } from "./pack-python.ts";

export type PythonDownloadsOptions = {
  /** @default any free one */
  readonly port?: number;
  /** The list names another checksum than the archive has. */
  readonly isDamaged?: boolean;
};

/** A stand-in on loopback for the place where uv gets Python from. */
export type PythonDownloads = AsyncDisposable & {
  /** The list, for UV_PYTHON_DOWNLOADS_JSON_URL. */
  readonly url: string;
  /** The one version in it, such as 3.11.2. */
  readonly version: string;
  /** How often an archive was asked for. */
  downloads(): number;
};

const nothing = "0".repeat(64);

/** Packs Debian 12's own Python and serves it with a list in uv's format. */
export async function createPythonDownloads(options: PythonDownloadsOptions = {}): Promise<PythonDownloads> {
  await using setup = new AsyncDisposableStack();
  const folder = await mkdtemp(path.join(tmpdir(), "labelpod-python-"));
  setup.defer(() => rm(folder, { recursive: true, force: true }));
  const packed = await packPython(folder);
  const listed = options.isDamaged === true ? { ...packed, sha256: nothing } : packed;
  let downloads = 0;
  const server = createServer((request, response) => {
    const host = `http://${request.headers.host}`;
    if (request.url === "/downloads.json") response.end(JSON.stringify(listOf(listed, host)));
    else if (request.url === "/python.tar.gz") {
      downloads += 1;
      void send(packed.file, response);
    } else response.writeHead(404).end();
  });
  const { port } = setup.use(await listenOnLoopback(server, options.port));
  const parts = setup.move();
  return {
    url: `http://127.0.0.1:${port}/downloads.json`,
    version: packed.version,
    downloads: () => downloads,
    [Symbol.asyncDispose]: () => parts[Symbol.asyncDispose](),
  };
}

/** One entry, as in the list that uv carries. */
function listOf({ version, sha256 }: PackedPython, host: string): object {
  const [major, minor, patch] = version.split(".").map(Number);
  return {
    [`cpython-${version}-linux-x86_64-gnu`]: {
      name: "cpython",
      arch: { family: "x86_64", variant: null },
      os: "linux",
      libc: "gnu",
      major,
      minor,
      patch,
      prerelease: "",
      url: `${host}/python.tar.gz`,
      sha256,
      variant: null,
      build: null,
    },
  };
}

async function send(file: string, response: ServerResponse): Promise<void> {
  // Who goes away in the middle is no failure of this program.
  await pipeline(createReadStream(file), response).catch(() => {});
}

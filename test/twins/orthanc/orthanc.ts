import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { type AxiosInstance, create } from "axios";
import { findFreePorts } from "../ssh-pod/free-ports.ts";

const run = promisify(execFile);
const script = path.join(import.meta.dirname, "make_series.py");

export type Patient = { readonly name: string; readonly id: string };

/** A real Orthanc (Debian's `orthanc` and `orthanc-dicomweb`) on the loopback, behind a login. */
export type Orthanc = AsyncDisposable & {
  /** Where it speaks DICOMweb. */
  readonly dicomwebUrl: string;
  readonly username: string;
  readonly password: string;
  /** Stores a CT series of this patient. */
  store(patient: Patient): Promise<void>;
  /** Modalities of all series, sorted. */
  modalities(): Promise<readonly string[]>;
};

export type OrthancOptions = {
  /** A Python with pydicom. */
  readonly python: string;
};

const login = { username: "labelpod", password: "a password of Orthanc" } as const;

export async function startOrthanc({ python }: OrthancOptions): Promise<Orthanc> {
  await using setup = new AsyncDisposableStack();
  const folder = await mkdtemp(path.join(tmpdir(), "labelpod-orthanc-"));
  setup.defer(() => rm(folder, { recursive: true, force: true }));
  const [port = 0] = await findFreePorts(1);
  const config = path.join(folder, "orthanc.json");
  await writeFile(config, JSON.stringify(configuration(folder, port)));
  // It dies with this process, however this process dies.
  const program = ["--pdeathsig", "KILL", "/usr/sbin/Orthanc", config];
  const server = spawn("setpriv", program, { stdio: "ignore" });
  setup.defer(async () => {
    server.kill();
    if (server.exitCode === null) await once(server, "exit");
  });
  const http = create({ baseURL: `http://127.0.0.1:${port}`, auth: login, proxy: false });
  await untilItAnswers(http, () => server.exitCode === null);
  const parts = setup.move();
  return {
    ...login,
    dicomwebUrl: `http://127.0.0.1:${port}/dicom-web`,
    async store(patient) {
      const series = await mkdtemp(path.join(folder, "series-"));
      const making = run(python, [script, series]);
      making.child.stdin?.end(JSON.stringify(patient));
      await making;
      for (const file of await readdir(series)) {
        await http.post("/instances", await readFile(path.join(series, file)));
      }
    },
    async modalities() {
      const query = { Level: "Series", Query: {}, Expand: true };
      const { data } = await http.post<readonly FoundSeries[]>("/tools/find", query);
      return data.map(({ MainDicomTags }) => MainDicomTags.Modality).toSorted();
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

type FoundSeries = { readonly MainDicomTags: { readonly Modality: string } };

function configuration(folder: string, port: number): object {
  return {
    Name: "Twin",
    HttpPort: port,
    DicomServerEnabled: false,
    RemoteAccessAllowed: false,
    AuthenticationEnabled: true,
    RegisteredUsers: { [login.username]: login.password },
    StorageDirectory: path.join(folder, "storage"),
    IndexDirectory: path.join(folder, "index"),
    Plugins: ["/usr/share/orthanc/plugins/libOrthancDicomWeb.so"],
    DicomWeb: { Enable: true, Root: "/dicom-web/" },
  };
}

async function untilItAnswers(http: AxiosInstance, isRunning: () => boolean): Promise<void> {
  while (isRunning()) {
    const answer = await http.get("/system", { timeout: 5000 }).catch(() => undefined);
    if (answer !== undefined) return;
    await wait(50);
  }
  throw new Error("Orthanc did not start: it needs Debian's packages orthanc and orthanc-dicomweb.");
}

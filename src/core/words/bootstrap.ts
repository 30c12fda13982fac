import type { FailureCode } from "../common/failure-code.ts";
import { UnreachableError, UserFacingError } from "../common/errors.ts";

type Told = { readonly code: FailureCode; readonly sentence: string };

const environment: Readonly<Record<string, Told>> = {
  "no-python": {
    code: "environment-no-python",
    sentence:
      "The machine has no python3 that labelpod's programs run on: install Python 3.10 to 3.12 there, then use /pod up again.",
  },
  "no-python-download": {
    code: "environment-no-python-download",
    sentence:
      "The machine has no Python from 3.10 to 3.12, and none could be downloaded: let it reach releases.astral.sh or github.com, or install one there, then use /pod up again.",
  },
  "python-checksum": {
    code: "environment-python-checksum",
    sentence:
      "The Python that was downloaded for the machine has a wrong checksum: see to its proxy or mirror, or install Python 3.10 to 3.12 there, then use /pod up again.",
  },
  "no-venv": {
    code: "environment-no-venv",
    sentence:
      "The machine's Python has neither venv nor pip: install one of them there (python3-venv or python3-pip), then use /pod up again.",
  },
  "no-disk": {
    code: "environment-no-disk",
    sentence:
      "The machine's disk is too small for MONAI Label: free 10 GB or give it a larger volume, then use /pod up.",
  },
  "no-network": {
    code: "environment-no-network",
    sentence:
      "The packages of MONAI Label could not be downloaded on the machine: see to its network, then use /pod up again; it goes on from there.",
  },
};

const server: Readonly<Record<string, Told>> = {
  "bad-settings": {
    code: "server-bad-settings",
    sentence:
      "MONAI Label can't be started with these options: give models as names and studies as a folder or a URL without a login.",
  },
  "bad-app-settings": {
    code: "server-bad-app-settings",
    sentence:
      "The file with labels, input size and spacing is wrong: correct it (LABELPOD_APP_SETTINGS), then use /pod up again.",
  },
  "bad-model": {
    code: "server-bad-model",
    sentence:
      "MONAI Label does not know one of the models: use /pod up with models that /labelpod help names.",
  },
  "port-taken": {
    code: "server-port-taken",
    sentence: "Another program listens on MONAI Label's port on the machine: end it, then use /pod up again.",
  },
  "out-of-memory": {
    code: "server-out-of-memory",
    sentence:
      "The machine ran out of memory while MONAI Label started: use fewer models or a larger machine, then /pod up again.",
  },
  "no-gpu": {
    code: "server-no-gpu",
    sentence:
      "MONAI Label found no usable GPU on the machine: use /pod delete, then /pod up for another one.",
  },
  "datastore-corrupt": {
    code: "server-datastore-corrupt",
    sentence:
      "The index of the studies is broken: move datastore_v2.json out of the studies' folder on the pod, then use /pod up again.",
  },
  "no-disk": {
    code: "server-no-disk",
    sentence:
      "The machine's disk is full: free some space on it or give it a larger volume, then use /pod up again.",
  },
  "broken-environment": {
    code: "server-broken-environment",
    sentence:
      "MONAI Label's packages on the machine are broken: delete the folder labelpod/venv there, then use /pod up again.",
  },
  "download-failed": {
    code: "server-download-failed",
    sentence:
      "MONAI Label could not download what it needs at its start: see to the machine's network, or use pretrained:false.",
  },
};

/** What the pod's own programs call the failures that have a sentence. */
export const knownFailures = {
  environment: Object.keys(environment),
  server: Object.keys(server),
} as const;

/** What can go wrong from an empty volume to a server that answers; the codes come from the pod's own programs. */
export const bootstrapFailures = {
  environment: (code: string) => {
    const known = environment[code];
    return new UserFacingError(
      known?.code ?? "environment-failed",
      known?.sentence ??
        "MONAI Label could not be installed: read labelpod/install.log in the pod's workspace, or try /pod up again.",
    );
  },
  /** `reference` names the file on the pod that holds the end of the server's log. */
  server: (code: string, reference?: string) => {
    const known = server[code];
    return new UserFacingError(
      known?.code ?? "server-failed",
      known?.sentence ??
        `MONAI Label ended at its start for a reason that labelpod does not know: read ${reference === undefined ? "labelpod/server.log" : `labelpod/failures/${reference}.log`} in the pod's workspace.`,
    );
  },
  serverStays: () =>
    new UserFacingError(
      "server-stays",
      "The server that runs on the pod does not end: use /pod down, then /pod up.",
    ),
  noStudies: () =>
    new UserFacingError(
      "no-studies",
      "The folder with the studies is not on the pod: copy it there, or give another one by the studies option of /pod up.",
    ),
  foreignStudies: () =>
    new UserFacingError(
      "foreign-studies",
      "The folder for the sample studies holds other files, which were left alone: give that folder by the studies option of /pod up.",
    ),
  samplesFailed: () =>
    new UserFacingError(
      "samples-failed",
      "The sample studies could not be made: see whether the pod's disk is full, then use /pod up again.",
    ),
  pacsAway: () =>
    new UserFacingError(
      "pacs-unreachable",
      "The PACS can't be reached from the pod: see to its address and its firewall, then use /pod up again.",
    ),
  pacsRefuses: () =>
    new UserFacingError(
      "pacs-refuses",
      "The PACS refuses the login: set DICOMWEB_USERNAME, DICOMWEB_PASSWORD and DICOMWEB_ORIGIN, restart labelpod, then use /pod up again.",
    ),
  notDicomweb: () =>
    new UserFacingError(
      "not-dicomweb",
      "What answers at the URL of the studies does not speak DICOMweb: give the address that ends before /studies.",
    ),
  noPython: () =>
    new UserFacingError(
      "no-python",
      "The machine has no python3: choose another image, then use /pod up again.",
    ),
  toolFailed: () =>
    new UserFacingError(
      "pod-tool-failed",
      "A program of labelpod failed on the pod: use /pod down, then /pod up, which copies it anew.",
    ),
  unreadable: () =>
    new UnreachableError(
      "pod-unreadable",
      "What the pod says of itself makes no sense now: labelpod reads it again by itself.",
      { retryable: true },
    ),
} as const;

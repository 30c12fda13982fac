import { leaseFile, watchdogFolder, workspace } from "./read-pod.ts";

/** Reads what `readWatchdogBundle` made; without a single quote. */
const unpacker = `import base64, gzip, json, os, pathlib, sys
for name, text in json.loads(gzip.decompress(base64.b64decode(os.environ["LABELPOD_WATCHDOG"]))).items():
    file = pathlib.Path(sys.argv[1], name)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode())`;

/** Puts the files of the bundle in LABELPOD_WATCHDOG below a folder, whose path has no blanks. */
export function unpackCommand(folder: string): string {
  return `python3 -c '${unpacker}' ${folder}`;
}

/**
 * What a pod's container runs instead of the image's own command: the watchdog, again and again, and beside it that command.
 * RunPod starts a container whose first process has ended again, for ever, and charges for it (runpodctl#149, dstack#1142), so
 * this one never ends.
 */
const script = `(while :; do
${unpackCommand(watchdogFolder)} &&
python3 ${watchdogFolder}/watchdog.py --workspace ${workspace} --lease-file ${leaseFile}
sleep 5
done) </dev/null >/dev/null 2>&1 &
unset LABELPOD_WATCHDOG LABELPOD_LEASE
/start.sh
while :; do sleep 86400; done`;

/**
 * The field `args` of a create. RunPod takes JSON with a key `cmd` as it is, and splits any other text into words
 * (runpod/runpodctl#314). The image's entrypoint stays: those of RunPod's own run what they are given.
 */
export const containerArgs = JSON.stringify({ cmd: ["sh", "-c", script] });

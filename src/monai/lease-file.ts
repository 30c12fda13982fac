import { z } from "zod";
import type { Lease, PodMemo, TimesLeft } from "../core/records/lease.ts";
import type { PodPolicy } from "../core/records/pod-end.ts";
import type { PodSoftware, RunningPod } from "../core/ports/software.ts";
import type { RemoteFile } from "../core/ports/shell.ts";
import { parseJson } from "../core/common/parse-json.ts";
import { orAbsent } from "./or-absent.ts";
import { isUnparsed, type Upgrade, upgraded, versionOf } from "../core/common/versions.ts";
import { defined } from "../core/common/defined.ts";

const personSchema = z.object({
  platform: z.enum(["discord", "slack", "web"]),
  id: z.string().max(100),
  name: z.string().max(200),
});

const requestSchema = z.object({
  gpus: orAbsent(z.array(z.string())),
  minMemoryGib: orAbsent(z.number().positive()),
  cloud: z.enum(["secure", "community"]),
  country: z.string(),
  dataCenterIds: orAbsent(z.array(z.string())),
  maxUsdPerHour: orAbsent(z.number().positive()),
  minDownloadMbps: orAbsent(z.number().positive()),
  volumeId: orAbsent(z.string()),
  models: z.array(z.string()),
  studies: z.string(),
  usePretrained: z.boolean(),
  access: z.enum(["http", "https", "proxy"]),
});

/** In milliseconds. */
const timeSchema = z.int().min(0);

const policySchema = z.object({
  idleMs: orAbsent(timeSchema),
  graceMs: orAbsent(timeSchema),
  limitAtMs: orAbsent(timeSchema),
});
const useSchema = z.object({ lastUseAtMs: timeSchema, keepUntilMs: orAbsent(timeSchema) });

const runSchema = z.object({
  number: z.int().min(1),
  startedAtMs: z.int().positive(),
  paidFromMs: orAbsent(z.int().positive()),
  liveAtMs: orAbsent(z.int().positive()),
});

/** Nothing that could add a line, or options, to a file of keys. */
const sshKeySchema = z.object({
  person: personSchema,
  key: z.string().regex(/^[a-z0-9@.-]+ [\w+/]+={0,2}$/),
  fingerprint: z.string().regex(/^SHA256:[\w+/]{43}$/),
});

const memoSchema = z.object({
  teamId: z.string(),
  podId: z.string(),
  askedBy: personSchema,
  request: requestSchema,
  run: runSchema,
  restarts: orAbsent(z.int().min(0)),
  rotations: orAbsent(z.int().min(0)),
  policy: orAbsent(policySchema),
  sshKeys: orAbsent(z.array(sshKeySchema)),
  use: orAbsent(useSchema),
});

/** A memo without a version has the request under another name. */
const memoUpgrades: readonly Upgrade[] = [({ wishes, ...memo }) => ({ ...memo, request: wishes })];

const fileSchema = z.object({ memo: z.preprocess((memo) => upgraded(memo, memoUpgrades), memoSchema) });

/** In seconds; a lease lasts no longer, whatever a pod says. */
const leftSchema = z
  .number()
  .min(0)
  .max(30 * 24 * 3600);
/** As `pod/podlib/watchdog/state.py` writes it each half minute, also in a container that has lost its disk. */
const stateSchema = z.object({ keepLeftS: leftSchema, limitLeftS: leftSchema });

/** Puts the lease where the pod's watchdog looks for it; whole, or not at all. */
export const renewLease: PodSoftware["renew"] = async ({ machine, shell }, lease, signal) => {
  if (machine.leaseFile !== undefined)
    await shell.upload(machine, [leaseFile(machine.leaseFile, lease)], signal);
};

/** What a lease of before says of the pod's record; where none can be understood, what its watchdog has left of the times. */
export const recallMemo: PodSoftware["recall"] = async (site, signal) => {
  const { leaseFile: path } = site.machine;
  if (path === undefined) return undefined;
  const memo = await readFile(site, path, signal);
  return readMemo(memo ?? "") ?? readTimes((await readFile(site, `${path}.state.json`, signal)) ?? "");
};

async function readFile(
  { machine, shell }: RunningPod,
  path: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const command = { argv: ["cat", path], timeoutMs: 20_000 };
  const { exitCode, stdout } = await shell.run(machine, command, signal);
  return exitCode === 0 ? stdout : undefined;
}

function readTimes(text: string): TimesLeft | undefined {
  const found = stateSchema.safeParse(parseJson(text)).data;
  return found && { keepS: found.keepLeftS, limitS: found.limitLeftS };
}

/** Whether a later labelpod has written it, before somebody went back to this one. */
function isFromLater(found: unknown): boolean {
  const memo = isUnparsed(found) ? found["memo"] : undefined;
  return versionOf(memo) > memoUpgrades.length;
}

function leaseFile(path: string, lease: Lease): RemoteFile {
  const memo = { ...lease.memo, v: memoUpgrades.length };
  return { path, content: JSON.stringify({ ...lease, memo }), mode: 0o600 };
}

function readMemo(text: string): PodMemo | undefined {
  const found = parseJson(text);
  const parsed = isFromLater(found) ? undefined : fileSchema.safeParse(found);
  if (parsed?.success !== true) return undefined;
  const { memo } = parsed.data;
  return {
    teamId: memo.teamId,
    podId: memo.podId,
    askedBy: memo.askedBy,
    request: readRequest(memo.request),
    run: readRun(memo.run),
    ...defined({ restarts: memo.restarts, rotations: memo.rotations, sshKeys: memo.sshKeys }),
    ...(memo.policy === undefined ? {} : { policy: readPolicy(memo.policy) }),
    ...(memo.use === undefined ? {} : { use: readUse(memo.use) }),
  };
}

function readRequest(found: z.infer<typeof requestSchema>): PodMemo["request"] {
  const { gpus, minMemoryGib, dataCenterIds, maxUsdPerHour, minDownloadMbps, volumeId, ...request } = found;
  return {
    ...request,
    ...defined({ gpus, minMemoryGib, dataCenterIds, maxUsdPerHour, minDownloadMbps, volumeId }),
  };
}

function readRun({ paidFromMs, liveAtMs, ...run }: z.infer<typeof runSchema>): PodMemo["run"] {
  return { ...run, ...defined({ paidFromMs, liveAtMs }) };
}

function readPolicy({ idleMs, graceMs, limitAtMs }: z.infer<typeof policySchema>): PodPolicy {
  return defined({ idleMs, graceMs, limitAtMs });
}

function readUse({ lastUseAtMs, keepUntilMs }: z.infer<typeof useSchema>): NonNullable<PodMemo["use"]> {
  return { lastUseAtMs, ...defined({ keepUntilMs }) };
}

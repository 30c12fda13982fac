import { z } from "zod";
import type { Lease, PodMemo } from "../core/records/lease.ts";
import type { PodPolicy } from "../core/records/pod-end.ts";
import type { PodSoftware } from "../core/ports/software.ts";
import type { RemoteFile } from "../core/ports/shell.ts";
import { parseJson } from "../core/common/parse-json.ts";
import { orAbsent } from "./or-absent.ts";
import { defined } from "../core/common/defined.ts";

const personSchema = z.object({
  platform: z.enum(["discord", "slack", "web"]),
  id: z.string().max(100),
  name: z.string().max(200),
});

const wishesSchema = z.object({
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
  wishes: wishesSchema,
  run: runSchema,
  restarts: orAbsent(z.int().min(0)),
  rotations: orAbsent(z.int().min(0)),
  policy: orAbsent(policySchema),
  sshKeys: orAbsent(z.array(sshKeySchema)),
  use: orAbsent(useSchema),
});

const fileSchema = z.object({ memo: memoSchema });

/** Puts the lease where the pod's watchdog looks for it; whole, or not at all. */
export const renewLease: PodSoftware["renew"] = async ({ machine, shell }, lease, signal) => {
  if (machine.leaseFile !== undefined)
    await shell.upload(machine, [leaseFile(machine.leaseFile, lease)], signal);
};

/** What a lease of before says of the pod's record; one that can't be understood says nothing. */
export const recallMemo: PodSoftware["recall"] = async ({ machine, shell }, signal) => {
  if (machine.leaseFile === undefined) return undefined;
  const argv = ["cat", machine.leaseFile];
  const { exitCode, stdout } = await shell.run(machine, { argv, timeoutMs: 20_000 }, signal);
  return exitCode === 0 ? readMemo(stdout) : undefined;
};

function leaseFile(path: string, lease: Lease): RemoteFile {
  return { path, content: JSON.stringify(lease), mode: 0o600 };
}

function readMemo(text: string): PodMemo | undefined {
  const parsed = fileSchema.safeParse(parseJson(text));
  if (!parsed.success) return undefined;
  const { memo } = parsed.data;
  return {
    teamId: memo.teamId,
    podId: memo.podId,
    askedBy: memo.askedBy,
    wishes: readWishes(memo.wishes),
    run: readRun(memo.run),
    ...defined({ restarts: memo.restarts, rotations: memo.rotations }),
    ...(memo.policy === undefined ? {} : { policy: readPolicy(memo.policy) }),
    ...defined({ sshKeys: memo.sshKeys }),
    ...(memo.use === undefined ? {} : { use: readUse(memo.use) }),
  };
}

function readWishes(found: z.infer<typeof wishesSchema>): PodMemo["wishes"] {
  const { gpus, minMemoryGib, dataCenterIds, maxUsdPerHour, minDownloadMbps, volumeId, ...wishes } = found;
  return {
    ...wishes,
    ...defined({ gpus, minMemoryGib, dataCenterIds, maxUsdPerHour, minDownloadMbps, volumeId }),
  };
}

function readRun({ paidFromMs, liveAtMs, ...run }: z.infer<typeof runSchema>): PodMemo["run"] {
  return {
    ...run,
    ...defined({ paidFromMs, liveAtMs }),
  };
}

function readPolicy({ idleMs, graceMs, limitAtMs }: z.infer<typeof policySchema>): PodPolicy {
  return {
    ...defined({ idleMs, graceMs, limitAtMs }),
  };
}

function readUse({ lastUseAtMs, keepUntilMs }: z.infer<typeof useSchema>): NonNullable<PodMemo["use"]> {
  return { lastUseAtMs, ...defined({ keepUntilMs }) };
}

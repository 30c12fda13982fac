import { isWanted, type Pod } from "../records/pod.ts";
import { hasDone } from "../records/step.ts";
import type { Person } from "../records/text.ts";
import { sshFailures } from "../words/ssh.ts";
import type { PersonKey } from "../records/person-key.ts";

const mostKeys = 20;

export function requestedKeys({ sshKeys }: Pick<Pod, "sshKeys">): readonly PersonKey[] {
  return sshKeys?.wished ?? [];
}

/** With one more key; one's own that is there already changes nothing. @throws UserFacingError */
export function withKey(pod: Pod, added: PersonKey): Pod | undefined {
  const wished = requestedKeys(pod);
  const same = wished.find(({ fingerprint }) => fingerprint === added.fingerprint);
  if (same !== undefined && !isSame(same.person, added.person)) throw sshFailures.keyOfAnother();
  if (same !== undefined) return undefined;
  if (wished.length >= mostKeys) throw sshFailures.tooManyKeys();
  return { ...pod, sshKeys: { ...pod.sshKeys, wished: [...wished, added] } };
}

export type Removal = {
  readonly person: Person;
  readonly isAdmin: boolean;
  /** Absent: all of the person's own. */
  readonly fingerprint?: string;
};

/** Without one's own keys, or without that one, which an admin may say of anybody's. @throws UserFacingError */
export function withoutKeys(pod: Pod, { person, isAdmin, fingerprint }: Removal): Pod {
  const wished = requestedKeys(pod);
  const removed = wished.filter((key) =>
    fingerprint === undefined ? isSame(key.person, person) : key.fingerprint === fingerprint,
  );
  if (removed.length === 0) throw sshFailures.noSuchKey();
  if (!isAdmin && !removed.every((key) => isSame(key.person, person))) throw sshFailures.notYourKey();
  return { ...pod, sshKeys: { ...pod.sshKeys, wished: wished.filter((key) => !removed.includes(key)) } };
}

/** Whether a pod can be given keys now. */
export function takesKeys(pod: Pod): boolean {
  const isReached = pod.phase === "live" || hasDone(pod, "shell");
  return isWanted(pod) && isReached && pod.run.machine !== undefined;
}

/** Whether what is on the pod is not what people wish. */
export function areKeysDue(pod: Pod): boolean {
  if (!takesKeys(pod)) return false;
  const { putOn } = pod.sshKeys ?? {};
  // A start that has kept the disk of the one before it has kept that one's keys as well.
  const isEarlier = putOn !== undefined && putOn.startId !== pod.run.machine?.startId;
  if (isEarlier && putOn.fingerprints.length > 0) return true;
  return !isEqual(fingerprintsOf(requestedKeys(pod)), keysOn(pod));
}

/** Fingerprints of people's keys that are on the pod in this start of it. */
export function keysOn({ sshKeys, run: { machine } }: Pick<Pod, "sshKeys" | "run">): readonly string[] {
  const { putOn } = sshKeys ?? {};
  return putOn !== undefined && putOn.startId === machine?.startId ? putOn.fingerprints : [];
}

/** Notes that exactly these keys were put on. */
export function withKeysOn(pod: Pod, startId: string, keys: readonly PersonKey[]): Pod {
  return {
    ...pod,
    sshKeys: { wished: requestedKeys(pod), putOn: { startId, fingerprints: fingerprintsOf(keys) } },
  };
}

/** Its container began anew within this start, and its disk with it or not: what was put on counts as of an earlier start. */
export function withKeysUnsure(pod: Pod): Pod | undefined {
  const { putOn } = pod.sshKeys ?? {};
  if (putOn === undefined || putOn.startId !== pod.run.machine?.startId) return undefined;
  return { ...pod, sshKeys: { wished: requestedKeys(pod), putOn: { ...putOn, startId: "" } } };
}

function fingerprintsOf(keys: readonly PersonKey[]): readonly string[] {
  return keys.map(({ fingerprint }) => fingerprint);
}

function isEqual(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((value, index) => value === other[index]);
}

function isSame(one: Person, other: Person): boolean {
  return one.platform === other.platform && one.id === other.id;
}

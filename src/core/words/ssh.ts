import type { FailureCode } from "../common/failure-code.ts";
import { UserFacingError } from "../common/errors.ts";
import type { Address, HostKey } from "../records/machine.ts";
import { code, line, mention, type Line, type Person } from "../records/text.ts";

/** Sentences for people's SSH keys; none repeats what was typed. */
export const sshFailures = {
  privateKey: () =>
    fail(
      "private-key",
      "That was a private key, which nobody but you may ever see: it counts as lost, so make a new one with ssh-keygen -t ed25519 and give the one line of its .pub file.",
    ),
  notAPublicKey: () =>
    fail(
      "not-a-public-key",
      "That is no public SSH key that can be used: give the one line of your .pub file in quotes, such as ssh-ed25519 AAAA…, without options before it.",
    ),
  rsaTooShort: () =>
    fail(
      "rsa-too-short",
      "That RSA key has fewer than 2048 bits: make a new one with ssh-keygen -t ed25519 and give the line of its .pub file.",
    ),
  noKey: () =>
    fail(
      "no-key",
      "No key was given: use /pod ssh add with key: and the one line of your .pub file in quotes.",
    ),
  keyOfAnother: () =>
    fail(
      "key-of-another",
      "Somebody else has put that key on the pod already: use one of your own, made with ssh-keygen -t ed25519.",
    ),
  tooManyKeys: () =>
    fail(
      "too-many-keys",
      "The pod has 20 keys of people and takes no more: use /pod ssh remove for one first.",
    ),
  noSuchKey: () =>
    fail("no-such-key", "The pod has no such key, or none of yours: see /pod ssh for whose keys it has."),
  notYourKey: () =>
    fail("not-your-key", "That key is somebody else's: ask its owner or an admin to use /pod ssh remove."),
  noSsh: () =>
    fail(
      "no-ssh",
      "A pod on labelpod's own machine has no SSH server: log in on that machine itself, or use a rented pod.",
    ),
} as const;

type ShownKey = {
  readonly person: Person;
  readonly key: string;
  readonly fingerprint: string;
  readonly isThere: boolean;
};

/** What the bot says about the way onto a pod by SSH. */
export const sshWords = {
  title: () => "SSH to the pod",
  added: () => "Your key is added",
  removed: () => "The key is removed",
  addedText: (isUp: boolean): Line =>
    line`It counts on this pod alone and is put on ${isUp ? "in a moment" : "at its next start"}; ${code("/pod ssh")} shows whether it is there and how to connect.`,
  removedText: (): Line => [
    "It opens no new session once the pod has heard of it, in a moment; whoever is logged in stays so until they leave.",
  ],
  notUp: (): Line => ["How to connect is known once labelpod has reached the pod."],
  connect: ({ host, port }: Address): Line => line`Connect with ${code(`ssh -p ${port} root@${host}`)}`,
  hostKey: ({ fingerprint, isChecked }: HostKey): readonly Line[] => [
    line`At your first connection ssh must name the ED25519 key fingerprint ${code(fingerprint)}; if it names another, say no.`,
    isChecked
      ? ["It stood in the pod's own log too. Each start of the pod has another one."]
      : [
          "It is the one that labelpod saw first in this start: the pod's log does not tell it, so it could not be checked. Each start has another one.",
        ],
  ],
  noHostKey: (): Line => ["labelpod has not seen the pod's host key in this start: look again in a moment."],
  howToAdd: (): Line =>
    line`${code('/pod ssh add key:"…"')} with the one line of your .pub file lets you in, on this pod alone. Who is logged in uses the pod.`,
} as const;

/** Whose keys a pod has. */
export function keyLines(keys: readonly ShownKey[]): readonly Line[] {
  if (keys.length === 0) return [["Nobody has a key on it."]];
  return keys.map(({ person, key, fingerprint, isThere }) => {
    const [type = ""] = key.split(" ");
    return line`${mention(person)}: ${type} ${code(fingerprint)}${isThere ? "" : ", not put on yet"}`;
  });
}

function fail(errorCode: FailureCode, sentence: string): UserFacingError {
  return new UserFacingError(errorCode, sentence);
}

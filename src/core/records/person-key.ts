import type { Person } from "./text.ts";

/** A person's public key. */
export type PersonKey = PublicKey & { readonly person: Person };

/** The keys that people wish on a pod, and which of them are there. */
export type SshKeys = {
  readonly wished: readonly PersonKey[];
  /** Fingerprints of the keys that were put on last, and in which start: each start begins with an empty disk. */
  readonly putOn?: { readonly startId: string; readonly fingerprints: readonly string[] };
};

/** A public key as OpenSSH takes it, without options and comment. */
export type PublicKey = {
  /** `ssh-ed25519 AAAA…`. */
  readonly key: string;
  /** As `ssh-keygen -l` prints it: `SHA256:…`. */
  readonly fingerprint: string;
};

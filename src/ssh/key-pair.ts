import ssh2 from "ssh2";

/** Both in OpenSSH's format; the private key is a secret. */
export type KeyPair = { readonly privateKey: string; readonly publicKey: string };

/**
 * Makes a new ed25519 key pair.
 * One pair in about 200 that ssh2 1.17 makes can't be read back (it drops a leading zero byte), hence the check.
 */
export function generateKeyPair(comment: string): KeyPair {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync("ed25519", { comment });
    const readable = [pair.private, pair.public].every((key) => !(ssh2.utils.parseKey(key) instanceof Error));
    if (readable) return { privateKey: pair.private, publicKey: pair.public };
  }
}

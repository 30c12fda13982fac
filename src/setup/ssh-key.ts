import { rm } from "node:fs/promises";
import path from "node:path";
import { setupFailures } from "../core/words/setup.ts";
import { createPrivate, readIfThere } from "./private-file.ts";

/** Both in OpenSSH's format; the private key is a secret. */
export type SshKey = { readonly privateKey: string; readonly publicKey: string };

/**
 * The instance's own key pair, made once; `ssh -i` takes the file as it is.
 * @throws UserFacingError `broken-file`
 */
export async function openSshKey(home: string, generate: () => SshKey): Promise<SshKey> {
  const file = path.join(home, "ssh-key");
  const publicFile = `${file}.pub`;
  const privateKey = await readIfThere(file);
  if (privateKey === undefined) return create();
  const publicKey = await readIfThere(publicFile);
  if (publicKey === undefined) throw setupFailures.brokenFile(file);
  return { privateKey, publicKey: publicKey.trimEnd() };

  async function create(): Promise<SshKey> {
    const made = generate();
    // The private key comes last: only with it the pair counts as made.
    await rm(publicFile, { force: true });
    await createPrivate(publicFile, `${made.publicKey}\n`);
    await createPrivate(file, made.privateKey);
    return made;
  }
}

import { createHmac, scrypt, type BinaryLike, type ScryptOptions } from "node:crypto";
import { promisify } from "node:util";

/** A person's own login at the team's pods. */
export type Login = { readonly name: string; readonly password: { reveal(): string } };

/** About 50 ms and 16 MiB a try; Python's hashlib takes the same within its own limit. */
const cost: ScryptOptions = { N: 2 ** 14, r: 8, p: 1 };
const hashBytes = 32;
const saltBytes = 16;

const hash = promisify<BinaryLike, BinaryLike, number, ScryptOptions, Buffer>(scrypt);

/**
 * The logins as a pod may know them: by name, `scrypt$salt$hash`, each part in base64.
 * A name has the same salt each time, so that the same logins give the same file on a pod.
 */
export async function hashLogins(
  logins: readonly Login[],
  secret: string,
): Promise<Readonly<Record<string, string>>> {
  const entries = logins.map(async ({ name, password }) => {
    const salt = createHmac("sha256", secret).update(name).digest().subarray(0, saltBytes);
    const hashed = await hash(password.reveal(), salt, hashBytes, cost);
    return [name, `scrypt$${salt.toString("base64")}$${hashed.toString("base64")}`] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

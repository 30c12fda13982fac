import type { InstanceId } from "../core/records/ids.ts";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, mkdir, stat } from "node:fs/promises";
import path from "node:path";
import { setupFailures } from "../core/words/setup.ts";
import { openGateSecret } from "./gate-secret.ts";
import { openInstanceId } from "./instance.ts";
import { readOrCreate } from "./private-file.ts";

/** The data folder with what is made in it once. */
export type Home = {
  /** Absolute. */
  readonly folder: string;
  readonly instanceId: InstanceId;
  /** A secret: whoever holds it may give commands on the web page and by `say`. */
  readonly webToken: string;
  /** A secret: the keys of all pods are made from it. */
  readonly gateSecret: string;
};

/** Opens the data folder, or makes it, for its owner alone. @throws UserFacingError when others can write there */
export async function openHome(home: string): Promise<Home> {
  const folder = path.resolve(home);
  await makePrivate(folder);
  return {
    folder,
    instanceId: await openInstanceId(folder),
    webToken: await openWebToken(folder),
    gateSecret: await openGateSecret(folder),
  };
}

/** Whether a bot has had its data there. */
export function isHome(home: string): boolean {
  return existsSync(path.join(home, "instance"));
}

async function makePrivate(folder: string): Promise<void> {
  const { mode, uid } = await mkdir(folder, { recursive: true, mode: 0o700 })
    .then(() => stat(folder))
    .catch((error: unknown) => {
      throw setupFailures.homeNotMade(folder, error);
    });
  const writableByOthers = (mode & 0o022) !== 0;
  if (writableByOthers || uid !== process.getuid?.()) throw setupFailures.homeNotPrivate(folder);
  // Images and labels lie below it, in whatever modes the programs of a pod write them. A file system that knows no modes
  // refuses, and that is no reason to leave pods without their bot.
  if ((mode & 0o077) !== 0) await chmod(folder, 0o700).catch(() => undefined);
}

async function openWebToken(folder: string): Promise<string> {
  const file = path.join(folder, "web-token");
  const token = await readOrCreate(file, () => randomBytes(32).toString("base64url"));
  if (!/^[\w-]{43}$/.test(token)) throw setupFailures.brokenFile(file);
  return token;
}

import { sshFailures } from "../words/ssh.ts";
import type { PublicKey } from "../records/person-key.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Anything shorter counts as broken in some years (NIST SP 800-57). */
const leastRsaBits = 2048;

/** What follows the type in the key's data, by type (RFC 4253, 5656 and 8709, and OpenSSH's PROTOCOL.u2f). */
const forms: Readonly<Record<string, (fields: readonly Bytes[]) => boolean>> = {
  "ssh-ed25519": (fields) => fields.length === 1 && fields[0]?.length === 32,
  "sk-ssh-ed25519@openssh.com": (fields) => fields.length === 2 && fields[0]?.length === 32,
  "ecdsa-sha2-nistp256": (fields) => fields.length === 2 && isPoint(fields, "nistp256", 65),
  "ecdsa-sha2-nistp384": (fields) => fields.length === 2 && isPoint(fields, "nistp384", 97),
  "ecdsa-sha2-nistp521": (fields) => fields.length === 2 && isPoint(fields, "nistp521", 133),
  "sk-ecdsa-sha2-nistp256@openssh.com": (fields) => fields.length === 3 && isPoint(fields, "nistp256", 65),
  "ssh-rsa": (fields) => fields.length === 2 && fields.every(isPositive),
};

/** Whether a text holds a private key, or a part of one, in any of the usual formats. */
export function holdsPrivateKey(text: string): boolean {
  // The last is how the data of OpenSSH's own format begins.
  return /BEGIN [A-Z0-9 ]*PRIVATE KEY|PuTTY-User-Key-File|b3BlbnNzaC1rZXktdjE/i.test(text);
}

/**
 * Reads one line of an `id_….pub` file; the comment is dropped, since it may say anything.
 * @throws UserFacingError that quotes nothing of the text
 */
export async function readPublicKey(text: string): Promise<PublicKey> {
  if (holdsPrivateKey(text)) throw sshFailures.privateKey();
  const [type = "", body = ""] = text.trim().split(/ +/u);
  const bytes = decode(body);
  const [name, ...fields] = (bytes && readFields(bytes)) ?? [];
  if (bytes === undefined || name === undefined || toText(name) !== type || !fits(type, fields))
    throw sshFailures.notAPublicKey();
  if (type === "ssh-rsa" && bitsOf(fields[1]) < leastRsaBits) throw sshFailures.rsaTooShort();
  return { key: `${type} ${body}`, fingerprint: await fingerprintOf(bytes) };
}

function fits(type: string, fields: readonly Bytes[]): boolean {
  return Object.hasOwn(forms, type) && forms[type]?.(fields) === true;
}

/** Undefined for anything but the one way to write these bytes. */
function decode(body: string): Bytes | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/u.test(body) || body.length % 4 !== 0) return undefined;
  const binary = atob(body);
  return btoa(binary) === body ? toBytes(binary) : undefined;
}

function toBytes(binary: string): Bytes {
  return Uint8Array.from(binary, (sign) => sign.codePointAt(0) ?? 0);
}

/** Each field has its length in four bytes before it; undefined where they don't come out even. */
function readFields(bytes: Bytes): readonly Bytes[] | undefined {
  const view = new DataView(bytes.buffer);
  const fields: Bytes[] = [];
  let at = 0;
  while (at < bytes.length) {
    const from = at + 4;
    if (from > bytes.length) return undefined;
    const end = from + view.getUint32(at);
    if (end > bytes.length) return undefined;
    fields.push(bytes.slice(from, end));
    at = end;
  }
  return fields;
}

function toText(bytes: Bytes): string {
  return String.fromCodePoint(...bytes);
}

/** An uncompressed point of the named curve. */
function isPoint([curve, point]: readonly Bytes[], name: string, length: number): boolean {
  return curve !== undefined && toText(curve) === name && point?.length === length && point[0] === 4;
}

/** A number of RFC 4251 above 0, written as short as it can be. */
function isPositive([first, second = 0]: Bytes): boolean {
  if (first === undefined) return false;
  return first === 0 ? second >= 128 : first < 128;
}

function bitsOf(number: Bytes | undefined): number {
  const bytes = number?.[0] === 0 ? number.slice(1) : (number ?? new Uint8Array());
  return bytes.length === 0 ? 0 : 8 * bytes.length - Math.clz32(bytes[0] ?? 0) + 24;
}

async function fingerprintOf(bytes: Bytes): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return `SHA256:${btoa(toText(hash)).replace(/=+$/u, "")}`;
}

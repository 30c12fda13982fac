import { createHash, generateKeyPairSync, sign } from "node:crypto";

/** A certificate that nobody vouches for, as a gate on a pod makes it. */
export type SelfSigned = {
  readonly key: string;
  readonly cert: string;
  /** SHA-256 of its DER in hex digits. */
  readonly certificate: string;
};

const tag = {
  integer: 0x02,
  bits: 0x03,
  oid: 0x06,
  utf8: 0x0c,
  time: 0x18,
  list: 0x30,
  set: 0x31,
  version: 0xa0,
};

/** Source: RFC 5280, section 4.1, with ECDSA on P-256 as of RFC 5758. */
export function makeSelfSigned(): SelfSigned {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const algorithm = der(tag.list, oid("2a8648ce3d040302"));
  const name = der(
    tag.list,
    der(tag.set, der(tag.list, oid("550403"), der(tag.utf8, Buffer.from("labelpod test")))),
  );
  const body = der(
    tag.list,
    der(tag.version, der(tag.integer, Buffer.from([2]))),
    der(tag.integer, Buffer.from([1])),
    algorithm,
    name,
    der(tag.list, time("20200101000000Z"), time("20991231235959Z")),
    name,
    publicKey.export({ type: "spki", format: "der" }),
  );
  const signature = sign("sha256", body, privateKey);
  const whole = der(tag.list, body, algorithm, der(tag.bits, Buffer.from([0]), signature));
  const lines = whole.toString("base64").match(/.{1,64}/g) ?? [];
  return {
    key: String(privateKey.export({ type: "pkcs8", format: "pem" })),
    cert: ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n"),
    certificate: createHash("sha256").update(whole).digest("hex"),
  };
}

function der(kind: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x1_00 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([kind, ...size]), content]);
}

function oid(hex: string): Buffer {
  return der(tag.oid, Buffer.from(hex, "hex"));
}

function time(text: string): Buffer {
  return der(tag.time, Buffer.from(text));
}

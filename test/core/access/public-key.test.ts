import { generateKeyPairSync } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UserFacingError } from "../../../src/core/common/errors.ts";
import { holdsPrivateKey, readPublicKey } from "../../../src/core/access/public-key.ts";
import { generateKeyPair } from "../../../src/ssh/key-pair.ts";

/** As OpenSSH writes a key's data: each field with its length before it. */
function wire(...fields: readonly (string | Buffer)[]): string {
  const parts = fields.flatMap((field) => {
    const data = Buffer.from(field);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    return [length, data];
  });
  return Buffer.concat(parts).toString("base64");
}

function line(type: string, ...fields: readonly (string | Buffer)[]): string {
  return `${type} ${wire(type, ...fields)}`;
}

const key32 = Buffer.alloc(32, 7);
function point(length: number): Buffer {
  return Buffer.concat([Buffer.from([4]), Buffer.alloc(length - 1, 7)]);
}
const three = Buffer.from([1, 0, 1]);
/** A modulus of so many bits, with the zero byte that keeps its first bit from being a sign. */
function modulus(bits: number): Buffer {
  const bytes = Buffer.alloc(Math.ceil(bits / 8), 0xff);
  bytes[0] = 2 ** (((bits - 1) % 8) + 1) - 1;
  return bits % 8 === 0 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
}

const ed25519 = line("ssh-ed25519", key32);
const sk = "sk-ssh-ed25519@openssh.com";

describe("readPublicKey()", () => {
  test.each([
    ed25519,
    line(sk, key32, "ssh:"),
    line("ecdsa-sha2-nistp256", "nistp256", point(65)),
    line("ecdsa-sha2-nistp384", "nistp384", point(97)),
    line("ecdsa-sha2-nistp521", "nistp521", point(133)),
    line("sk-ecdsa-sha2-nistp256@openssh.com", "nistp256", point(65), "ssh:"),
    line("ssh-rsa", three, modulus(2048)),
    line("ssh-rsa", three, modulus(4096)),
  ])("takes %s", async (text) => {
    expect((await readPublicKey(text)).key).toBe(text);
  });

  // Made by ssh-keygen, which also printed the fingerprints.
  test.each([
    [
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILD+9JVyhAvCv1L0ME9SqHPLt3YgvKhmVCQviiPcyOZB",
      "SHA256:gzFsryhMntmpYpNaT1YjzqV3oaSrHH8ijhc7FBwW8hc",
    ],
    [
      "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBOwot7Khof+YVK7bKQVrNCiuGMNDlMna16KpN3tgK++YuUD0Hnww6nJCAzQYXgsfflukg5RZW5XxrwcI8GrppG0=",
      "SHA256:yUflxvifXKDrRql1mdSuxkk18K38oSskbIySp+zttdI",
    ],
    [
      "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDSXdKZJDcQqRRjkSvuLIXuqUVwDA8DAjkbiNhrIsbU44GC2cBgexM/dXS7kykEPDmuTKQYTqqj4XMXnmbZBXIXCQ/W8MBRV8Md9suINGV1bGDiUfeeSNn5HykBrGat5H1c3bPySU35tUFKNnUSn9H3tU7hF4DddoA4DMEp/A/RSdBHaOePepkNoG0RrQSE/MVc+j/1aSchUY9Q7XpJJpDC1U+RdF8foveYGpsuf/SIfwj64x9bsah4SU5anykfRY4sHJN0r4cUDcVlAxZn5jDAfDPeRWJuyf/5CLqAOGNIdJ7B9eNjcRnyBi7Ixqb7OWPEYWAv7IGUCEpEhhXLCcDj",
      "SHA256:DVLnxiI6PkhAdSlKUXpNN8HemQU7me9awLq7I+wehu4",
    ],
  ])("takes a key of OpenSSH's own and tells its fingerprint: %s", async (key, fingerprint) => {
    expect(await readPublicKey(`${key} ada@example.org\n`)).toEqual({ key, fingerprint });
  });

  test("drops the comment, whatever it says", async () => {
    expect(await readPublicKey(`  ${ed25519}  <@U1> "x" \u{7}`)).toEqual(await readPublicKey(ed25519));
  });

  test.each([
    ["nothing", ""],
    ["a type alone", "ssh-ed25519"],
    ["options before it", `command="id" ${ed25519}`],
    ["another type than in its data", `ssh-ed25519 ${wire("ssh-ed25518", key32)}`],
    ["DSA", line("ssh-dss", three, three, three, three)],
    ["a certificate", line("ssh-ed25519-cert-v01@openssh.com", key32)],
    ["the name of something that every object has", line("toString", key32)],
    ["a key that is too short", line("ssh-ed25519", key32.subarray(1))],
    ["a field too many", line("ssh-ed25519", key32, "")],
    [
      "a byte too many",
      `ssh-ed25519 ${Buffer.concat([Buffer.from(wire("ssh-ed25519", key32), "base64"), three.subarray(0, 1)]).toString("base64")}`,
    ],
    ["another curve", line("ecdsa-sha2-nistp256", "nistp384", point(65))],
    ["a compressed point", line("ecdsa-sha2-nistp256", "nistp256", Buffer.concat([Buffer.from([2]), key32]))],
    ["a negative modulus", line("ssh-rsa", three, Buffer.alloc(256, 0xff))],
    ["a modulus of nothing", line("ssh-rsa", three, "")],
    ["base64 that is not the one way to write these bytes", line(sk, key32, "ssh:").replace(/o=$/, "p=")],
    ["base64 for URLs", ed25519.replaceAll("B", "_")],
    ["a line break within", ed25519.replace("AAAA", "AA\nAA")],
    ["a second line", `ssh-ed25519\n${wire("ssh-ed25519", key32)}`],
  ])("refuses %s", async (_, text) => {
    await expect(readPublicKey(text)).rejects.toMatchObject({ code: "not-a-public-key" });
  });

  test.each([1024, 2040, 2047])("refuses an RSA key of %i bits", async (bits) => {
    await expect(readPublicKey(line("ssh-rsa", three, modulus(bits)))).rejects.toMatchObject({
      code: "rsa-too-short",
    });
  });

  test("takes nothing but whole keys, and has a sentence for all else", async () => {
    const intact = Buffer.from(ed25519.split(" ")[1] ?? "", "base64");
    const mutilated = fc
      .record({ at: fc.nat(intact.length - 1), bytes: fc.uint8Array({ maxLength: 40 }), cut: fc.nat(40) })
      .map(({ at, bytes, cut }) =>
        Buffer.concat([intact.subarray(0, at), bytes, intact.subarray(at + cut)]).toString("base64"),
      );
    const body = fc.oneof(fc.string({ unit: "binary" }), fc.base64String(), mutilated);
    const type = fc.oneof(fc.constantFrom("ssh-ed25519", "ssh-rsa", sk, "ecdsa-sha2-nistp256"), fc.string());

    await fc.assert(
      fc.asyncProperty(type, body, async (first, second) => {
        const text = `${first} ${second}`;
        const outcome = await readPublicKey(text).then(
          ({ key }) => key,
          (error: unknown) => (error instanceof UserFacingError ? error.code : error),
        );

        // Of random bytes, the only thing that is a whole key is an ED25519 one of exactly this form.
        const whole = `ssh-ed25519 ${wire("ssh-ed25519", lastOf(second))}`;
        expect(["not-a-public-key", "private-key", whole]).toContain(outcome);
      }),
      { numRuns: 500 },
    );
  });
});

/** The 32 bytes at the end of a key's data. */
function lastOf(body: string): Buffer {
  return Buffer.from(body.trim().split(" ")[0] ?? "", "base64").subarray(-32);
}

describe("holdsPrivateKey()", () => {
  const { privateKey } = generateKeyPair("ada");
  const pem = { type: "pkcs8", format: "pem" } as const;
  const pkcs8 = generateKeyPairSync("ed25519").privateKey.export(pem).toString();
  const body = privateKey.split("\n")[1] ?? "";

  test.each([
    ["OpenSSH's", privateKey],
    ["OpenSSH's on one line", privateKey.replaceAll("\n", " ")],
    ["OpenSSH's without its first line", body],
    ["PKCS#8", pkcs8],
    ["an RSA one", "-----BEGIN RSA PRIVATE KEY-----"],
    ["an encrypted one", "-----BEGIN ENCRYPTED PRIVATE KEY-----"],
    ["PuTTY's", "PuTTY-User-Key-File-3: ssh-ed25519"],
  ])("knows %s, which readPublicKey() refuses as such", async (_, text) => {
    expect(holdsPrivateKey(`pod ssh add key:"${text}"`)).toBe(true);
    await expect(readPublicKey(text)).rejects.toMatchObject({ code: "private-key" });
  });

  test("lets public keys pass", () => {
    expect(holdsPrivateKey(`pod ssh add key:"${ed25519} my private key"`)).toBe(false);
  });
});

import ssh2 from "ssh2";
import { expect, it } from "vitest";
import { generateKeyPair } from "../../src/ssh/key-pair.ts";

// One pair in about 200 is broken without the check, so that 600 hold a broken one all but surely.
const pairs = 600;

it("every pair can be read back and signs for its public half", () => {
  const text = Buffer.from("text");

  for (let index = 0; index < pairs; index += 1) {
    const { privateKey, publicKey } = generateKeyPair("labelpod");
    const secret = ssh2.utils.parseKey(privateKey);
    const open = ssh2.utils.parseKey(publicKey);

    if (secret instanceof Error || open instanceof Error) throw new TypeError("a key can't be read back");
    expect(open.verify(text, secret.sign(text))).toBe(true);
  }
});

it("both halves are in OpenSSH's format", () => {
  const { privateKey, publicKey } = generateKeyPair("labelpod");

  expect(privateKey).toMatch(/^-----BEGIN OPENSSH PRIVATE KEY-----\n/);
  expect(publicKey).toMatch(/^ssh-ed25519 [\w+/=]+ labelpod$/);
});

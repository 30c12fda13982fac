import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { createSecret } from "../../src/config/secret.ts";
import { hashLogins } from "../../src/setup/hash-logins.ts";

const ada = { name: "ada", password: createSecret("correct horse battery: ✓") };
const bob = { name: "bob", password: createSecret("correct horse battery: ✓") };

test("hashLogins() gives the same for the same logins and secret, so that a pod's file stays", async () => {
  const first = await hashLogins([ada, bob], "a secret");
  const second = await hashLogins([ada, bob], "a secret");

  expect(second).toEqual(first);
  expect(Object.keys(first)).toEqual(["ada", "bob"]);
  expect(first["ada"]).toMatch(/^scrypt\$[A-Za-z0-9+/]{22}==\$[A-Za-z0-9+/]{43}=$/);
});

test("hashLogins() has another salt and hash for another name, and for another instance", async () => {
  const { ada: adas, bob: bobs } = await hashLogins([ada, bob], "a secret");
  const { ada: elsewhere } = await hashLogins([ada], "another secret");

  const parts = [adas, bobs, elsewhere].map((text) => text?.split("$").slice(1) ?? []);
  expect(new Set(parts.map(([salt]) => salt)).size).toBe(3);
  expect(new Set(parts.map(([, hash]) => hash)).size).toBe(3);
});

test("hashLogins() of nobody is empty", async () => {
  expect(await hashLogins([], "a secret")).toEqual({});
});

/** As the gate on a pod does it. */
const verify = `
import base64, hashlib, hmac, json, sys
given = json.load(sys.stdin)
kind, salt, wanted = given["login"].split("$")
found = hashlib.scrypt(given["password"].encode(), salt=base64.b64decode(salt), n=2**14, r=8, p=1, dklen=32)
print(kind, hmac.compare_digest(found, base64.b64decode(wanted)))
`;

test("Python's hashlib.scrypt takes the password and no other", async () => {
  const { ada: login } = await hashLogins([ada], "a secret");

  const answers = [ada.password.reveal(), "another password"].map((password) => {
    const input = JSON.stringify({ login, password });
    return spawnSync("python3", ["-c", verify], { input, encoding: "utf8" }).stdout.trim();
  });

  expect(answers).toEqual(["scrypt True", "scrypt False"]);
});

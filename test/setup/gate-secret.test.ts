import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { createKeys, createMark } from "../../src/setup/gate-secret.ts";
import { testKeys } from "../contracts/keys.ts";

const secret = "an-instances-own-secret-of-43-characters-xyz";

testKeys("by a secret", () => createKeys(secret));

test("createKeys() is HMAC-SHA256 over who, pod, run and rotation", () => {
  const lock = { podId: "k7", run: 2, rotation: 3 };

  const mac = createHmac("sha256", secret).update('["people","k7",2,3]').digest("base64url");
  expect(createKeys(secret).ofPeople(lock)).toBe(mac.slice(0, 32));
});

test("createKeys() has other keys for another secret", () => {
  const lock = { podId: "k7", run: 1, rotation: 0 };

  expect(createKeys("another").ofPeople(lock)).not.toBe(createKeys(secret).ofPeople(lock));
  expect(createKeys("another").ofBot(lock)).not.toBe(createKeys(secret).ofBot(lock));
});

test("createMark() has the same mark for the same text, another by another secret, and tells nothing of it", () => {
  const mark = createMark(secret);

  expect(mark("a key")).toMatch(/^[\w-]{22}$/);
  expect(mark("a key")).toBe(createMark(secret)("a key"));
  expect(mark("a key")).not.toBe(createMark("another")("a key"));
  expect(mark("a key")).not.toBe(mark("another key"));
});

import { expect, test } from "vitest";
import { createSerials } from "../../src/local/serial.ts";

test("works of one name run one after the other, however many have ended, and other names wait for none of them", async () => {
  const serials = createSerials();
  const begun: string[] = [];
  const first = Promise.withResolvers<string>();
  const second = Promise.withResolvers<string>();
  const run = async (name: string, what: string, end: Promise<string>): Promise<string> =>
    serials(name)(async () => {
      begun.push(what);
      return end;
    });

  const one = run("a", "one", first.promise);
  const two = run("a", "two", second.promise);
  await run("b", "beside", Promise.resolve(""));
  first.resolve("1");
  expect(await one).toBe("1");
  const three = run("a", "three", Promise.resolve("3"));
  await run("b", "beside again", Promise.resolve(""));

  expect(begun).toEqual(["one", "beside", "two", "beside again"]);
  second.resolve("2");
  expect([await two, await three]).toEqual(["2", "3"]);
});

test("a work that fails fails for its own caller alone", async () => {
  const serials = createSerials();
  const failing = serials("a")(async () => {
    throw new Error("this one");
  });
  const next = serials("a")(async () => "next");

  await expect(failing).rejects.toThrow("this one");
  expect(await next).toBe("next");
});

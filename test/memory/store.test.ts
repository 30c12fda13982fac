import { createMemoryStore } from "../../src/memory/store.ts";
import { describeStoreContract } from "../contracts/store.ts";

describeStoreContract("memory store", async () => {
  const store = createMemoryStore();
  return { store, other: store, [Symbol.asyncDispose]: async () => undefined };
});

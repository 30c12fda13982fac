import { createMemoryStore } from "../../src/simulated/store.ts";
import { describeStoreContract } from "../contracts/store.ts";

describeStoreContract("memory store", async () => {
  const store = createMemoryStore();
  return { store, other: store, [Symbol.asyncDispose]: async () => undefined };
});

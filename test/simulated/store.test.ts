import { createSimulatedStore } from "../../src/simulated/store.ts";
import { describeStoreContract } from "../contracts/store.ts";

describeStoreContract("memory store", async () => {
  const store = createSimulatedStore();
  return { store, other: store, [Symbol.asyncDispose]: async () => undefined };
});

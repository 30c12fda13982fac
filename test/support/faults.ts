import type { Provider } from "../../src/core/ports/provider.ts";
import type { SimulatedTeam } from "./simulated-team.ts";

/** Every call of a port that a bring-up makes, seen before it goes on; what `onCall` throws is the call's failure. */
export function watchCalls({ app, chat }: SimulatedTeam, onCall: (name: string) => void): void {
  const { pods, market, shell }: Provider = app.provider;
  const { store, labelServer, software } = app;
  wrap({ name: "pods", port: pods, calls: ["list", "get", "create", "start", "stop", "remove"] }, onCall);
  wrap({ name: "market", port: market, calls: ["offers"] }, onCall);
  wrap({ name: "shell", port: shell, calls: ["run", "upload", "forget"] }, onCall);
  wrap({ name: "label server", port: labelServer, calls: ["answers"] }, onCall);
  wrap({ name: "chat", port: chat, calls: ["show"] }, onCall);
  wrap({ name: "store", port: store.pods, calls: ["get", "create", "replace", "list"] }, onCall);
  for (const step of software.steps) wrap({ name: step.name, port: step, calls: ["look", "begin"] }, onCall);
}

type Wrapped<T extends object> = { readonly name: string; readonly port: T; readonly calls: (keyof T)[] };

function wrap<T extends object>({ name, port, calls }: Wrapped<T>, onCall: (name: string) => void): void {
  for (const call of calls) {
    const original = port[call];
    if (typeof original !== "function") throw new TypeError(`${name} has no such call`);
    Object.assign(port, {
      [call]: async (...values: readonly unknown[]): Promise<unknown> => {
        onCall(`${name} ${String(call)}`);
        return Reflect.apply(original, port, values);
      },
    });
  }
}

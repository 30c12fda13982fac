import type { Asker } from "../core/ports/provider.ts";
import { runpodFailures } from "../core/words/runpod.ts";
import type { FaultGate } from "./faults.ts";

/** By which key the twin is asked from now on, and whose it is. */
export type SimulatedLogin = {
  readonly key: string;
  readonly account: string;
  /** Whether the twin says whose key it is. */
  readonly isTold?: boolean;
  /** It has no money for another pod. */
  readonly isPoor?: boolean;
  /** It is refused, whatever is asked by it. */
  readonly isRefused?: boolean;
};

/** The accounts of the twin, of which one key at a time is at hand. */
export type SimulatedAccounts = {
  readonly asker: Asker;
  signIn(login: SimulatedLogin): void;
  /** Notes that the present account has it. */
  own(id: string): void;
  /** @throws UserFacingError where it has no money for one */
  checkMoney(): void;
  /** Whether the present account has it. */
  isOwn(id: string): boolean;
  /** The gate with the key looked at first. */
  guard<Call extends string>(gate: FaultGate<Call>): FaultGate<Call>;
};

export const firstLogin: SimulatedLogin = { key: "key-1", account: "account-1" };

export function createSimulatedAccounts(): SimulatedAccounts {
  const owners = new Map<string, string>();
  let login = firstLogin;
  return {
    asker: {
      get key() {
        return `mark of ${login.key}`;
      },
      account: async () => (login.isTold === true ? `mark of ${login.account}` : undefined),
    },
    signIn(next) {
      login = next;
    },
    checkMoney() {
      if (login.isPoor === true) throw runpodFailures.noMoney();
    },
    own: (id) => void owners.set(id, login.account),
    isOwn: (id) => owners.get(id) === login.account,
    guard: ({ failNext, pass }) => ({
      failNext,
      async pass(call, signal, work) {
        signal.throwIfAborted();
        if (login.isRefused === true) throw runpodFailures.badKey();
        return pass(call, signal, work);
      },
    }),
  };
}

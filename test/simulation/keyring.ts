import { firstLogin, type SimulatedLogin } from "../../src/simulated/accounts.ts";
import type { SimulatedProvider } from "../../src/simulated/provider.ts";

/** What is wrong with the key, once. */
export type KeyTrouble = { readonly kind: "another-account" | "key-refused" };

/** The provider's key that the bot is started with. */
export type Keyring = {
  /** The one of the team's account that it has, or had last. */
  own(): SimulatedLogin;
  trouble(): KeyTrouble | undefined;
  /** It is replaced by one of another account. */
  exchange(login: SimulatedLogin): KeyTrouble;
  /** It stays what it is, and the provider refuses it. */
  refuse(): KeyTrouble;
  /** Nothing is wrong any more: it is this one of the team's account. @default login is the one that it had */
  mend(login?: SimulatedLogin): void;
};

export function createKeyring({ signIn }: Pick<SimulatedProvider, "signIn">): Keyring {
  let own = firstLogin;
  let trouble: KeyTrouble | undefined;

  function begin(kind: KeyTrouble["kind"], login: SimulatedLogin): KeyTrouble {
    signIn(login);
    trouble = { kind };
    return trouble;
  }

  return {
    own: () => own,
    trouble: () => trouble,
    exchange: (login) => begin("another-account", login),
    refuse: () => begin("key-refused", { ...own, isRefused: true }),
    mend(login = own) {
      own = login;
      trouble = undefined;
      signIn(own);
    },
  };
}

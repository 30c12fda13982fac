/** Who asked a provider: marks made with a secret of this deployment, which tell neither the key nor the account. */
export type ShownBy = {
  /** Of the API key. */
  readonly key: string;
  /** Of the account, where the provider says whose key it is. */
  readonly account?: string;
};

/** A machine that the present key is not shown, while nothing proves that the key is of the machine's account. */
export type Unshown = {
  readonly sinceMs: number;
  /** How often the team was told. */
  readonly alarms: number;
  readonly alarmedAtMs: number;
};

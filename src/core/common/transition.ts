/** A change of a record to another state, made by one function alone. */
export type Transition<State extends string> = {
  /** The name of that function. */
  readonly name: string;
  /** None: the record is new. */
  readonly from: readonly State[];
  readonly to: readonly State[];
  /** When it happens, for people. */
  readonly when: string;
};

/** Whether one of the transitions leads there; a record that stays in its state makes none. */
export function isTransition<State extends string>(
  transitions: readonly Transition<State>[],
  from: State | undefined,
  to: State,
): boolean {
  if (from === to) return true;
  return transitions.some(
    (one) => one.to.includes(to) && (from === undefined ? one.from.length === 0 : one.from.includes(from)),
  );
}

/** A token, key or password that no log, card or error can print by accident. */
export type Secret = {
  /** The value itself; for the one call that needs it. */
  reveal(): string;
  toString(): string;
  toJSON(): string;
};

function hidden(): string {
  return "[secret]";
}

export function createSecret(value: string): Secret {
  return { reveal: () => value, toString: hidden, toJSON: hidden };
}

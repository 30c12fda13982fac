/** Ends a trouble: the twin does again what it does. */
export type Recover = () => void;

/** The names of a port's calls. */
export type CallOf<Port> = {
  [Name in keyof Port]: Port[Name] extends (...values: never[]) => unknown ? Name : never;
}[keyof Port];

type Values<Port, Name extends keyof Port> = Port[Name] extends (...values: infer V) => unknown ? V : never;
type Answer<Port, Name extends keyof Port> = Port[Name] extends (...values: never[]) => infer A
  ? Awaited<A>
  : never;

type Call = (...values: readonly unknown[]) => unknown;

/** Each call fails so. */
export function failAlways<Port extends object>(port: Port, name: CallOf<Port>, error: Error): Recover {
  return put(port, name, () => async () => {
    throw error;
  });
}

/** Each call answers this and does nothing. */
export function answerAlways<Port extends object, Name extends CallOf<Port>>(
  port: Port,
  name: Name,
  answer: Answer<Port, Name>,
): Recover {
  return put(port, name, () => async () => answer);
}

/** No call is ever answered; each ends with its caller's patience. */
export function hang<Port extends object>(port: Port, name: CallOf<Port>): Recover {
  return put(port, name, () => async (...values) => {
    const { promise, reject } = Promise.withResolvers<never>();
    const signal = values.find((value) => value instanceof AbortSignal);
    signal?.addEventListener("abort", () => reject(new Error("given up")));
    return promise;
  });
}

/** What each call is given, from now on. */
export function recordCalls<Port extends object, Name extends CallOf<Port>>(
  port: Port,
  name: Name,
): readonly Values<Port, Name>[];
export function recordCalls<Port extends object>(
  port: Port,
  name: CallOf<Port>,
): readonly (readonly unknown[])[] {
  const seen: (readonly unknown[])[] = [];
  put(port, name, (real) => (...values) => {
    seen.push(values);
    return real(...values);
  });
  return seen;
}

/** Something that happens before each call goes on, which waits for it; what it throws is the call's failure. */
export function beforeCall<Port extends object, Name extends CallOf<Port>>(
  port: Port,
  name: Name,
  happen: (...values: Values<Port, Name>) => unknown,
): Recover;
export function beforeCall<Port extends object>(port: Port, name: CallOf<Port>, happen: Call): Recover {
  return put(port, name, (real) => async (...values) => {
    await happen(...values);
    return real(...values);
  });
}

/** Each answer is turned into this. */
export function turnAnswers<Port extends object, Name extends CallOf<Port>>(
  port: Port,
  name: Name,
  into: (answer: Answer<Port, Name>) => Answer<Port, Name> | Promise<Answer<Port, Name>>,
): Recover;
export function turnAnswers<Port extends object>(
  port: Port,
  name: CallOf<Port>,
  into: (answer: unknown) => unknown,
): Recover {
  return put(
    port,
    name,
    (real) =>
      async (...values) =>
        into(await real(...values)),
  );
}

/** Something that happens before the next call alone goes on, which waits for it. */
export function beforeNextCall<Port extends object, Name extends CallOf<Port>>(
  port: Port,
  name: Name,
  happen: (...values: Values<Port, Name>) => unknown,
): void;
export function beforeNextCall<Port extends object>(port: Port, name: CallOf<Port>, happen: Call): void {
  const recover = put(port, name, (real) => async (...values) => {
    recover();
    await happen(...values);
    return real(...values);
  });
}

/** The next call does its work, and whoever made it never hears of it, as when the process dies right then. */
export function dieAfterNext<Port extends object>(port: Port, name: CallOf<Port>): void {
  const recover = put(port, name, (real) => async (...values) => {
    recover();
    await real(...values);
    return Promise.withResolvers<never>().promise;
  });
}

/** Each call is answered by a rule that may ask the twin. */
export function answerBy<Port extends object, Name extends CallOf<Port>>(
  port: Port,
  name: Name,
  make: (real: Port[Name]) => Port[Name],
): Recover;
export function answerBy<Port extends object>(
  port: Port,
  name: CallOf<Port>,
  make: (real: Call) => Call,
): Recover {
  return put(port, name, make);
}

/** Puts a call into the place of the port's own. */
function put<Port extends object>(port: Port, name: keyof Port, make: (real: Call) => Call): Recover {
  const own: unknown = port[name];
  if (typeof own !== "function") throw new TypeError(`there is no call ${String(name)}`);
  const real: Call = (...values) => Reflect.apply(own, port, values);
  Object.assign(port, { [name]: make(real) });
  return () => void Object.assign(port, { [name]: own });
}

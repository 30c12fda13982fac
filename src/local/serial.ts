/** Runs what is given one after the other; a failure is for its own caller only. */
export type Serial = <T>(work: () => Promise<T>) => Promise<T>;

export function createSerial(): Serial {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };
}

/** One `Serial` for each name, kept while anything runs in it. */
export function createSerials(): (name: string) => Serial {
  const serials = new Map<string, { readonly run: Serial; count: number }>();
  return (name) => async (work) => {
    const serial = serials.get(name) ?? { run: createSerial(), count: 0 };
    serials.set(name, serial);
    serial.count += 1;
    try {
      return await serial.run(work);
    } finally {
      serial.count -= 1;
      if (serial.count === 0) serials.delete(name);
    }
  };
}

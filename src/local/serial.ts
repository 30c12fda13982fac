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

/** One `Serial` for each name. */
export function createSerials(): (name: string) => Serial {
  const serials = new Map<string, Serial>();
  return (name) => {
    const serial = serials.get(name) ?? createSerial();
    serials.set(name, serial);
    return serial;
  };
}

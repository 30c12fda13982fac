/** Faults that a twin is told to have, one per call, first told first met. */
export type Faults<Call extends string> = {
  /** The next call of this kind throws; with `after` it throws although it did its work. */
  failNext(call: Call, error: Error, when?: "before" | "after"): void;
};

export type FaultGate<Call extends string> = Faults<Call> & {
  /** Does the work, unless a fault was planned for this call. */
  pass<T>(call: Call, signal: AbortSignal, work: () => T): Promise<T>;
};

type Fault<Call> = { readonly call: Call; readonly error: Error; readonly when: "before" | "after" };

export function createFaultGate<Call extends string>(): FaultGate<Call> {
  const planned: Fault<Call>[] = [];
  return {
    failNext(call, error, when = "before") {
      planned.push({ call, error, when });
    },
    async pass(call, signal, work) {
      signal.throwIfAborted();
      const index = planned.findIndex((fault) => fault.call === call);
      const [fault] = index === -1 ? [] : planned.splice(index, 1);
      if (fault?.when === "before") throw fault.error;
      const result = work();
      if (fault !== undefined) throw fault.error;
      return result;
    },
  };
}

import { readdir } from "node:fs/promises";
import path from "node:path";
import { UserFacingError } from "../../src/core/common/errors.ts";
import { type Samples, samples } from "./failure-samples.ts";

/** One sentence that people may read; a topic is the name of a file in `src/core/words/`. */
export type SaidFailure = {
  readonly topic: string;
  /** What the code calls it. */
  readonly maker: string;
  readonly code: string;
  readonly sentence: string;
  /** Whether labelpod tries again by itself. */
  readonly isPassing: boolean;
};

type Say = (...given: readonly unknown[]) => unknown;
type Maker = {
  readonly topic: string;
  readonly name: string;
  readonly say: Say;
  readonly makes: boolean | undefined;
  readonly usesGiven: boolean;
};

const folder = path.resolve(import.meta.dirname, "../../src/core/words");

/**
 * All failures that the words of the project make, by calling each function that makes one.
 * @throws for a maker that works with what it is given and has no sample, and for a sample without a maker
 */
export async function collectFailures(given: Samples = samples): Promise<readonly SaidFailure[]> {
  const makers = (await Promise.all((await readdir(folder)).toSorted().map(readTopic))).flat();
  const names = new Set(makers.map(nameOf));
  const idle = Object.keys(given).filter((name) => !names.has(name));
  if (idle.length > 0) throw new Error(`samples of what makes no failure: ${idle.join(", ")}`);
  return makers.flatMap((maker) => sayAll(maker, given[nameOf(maker)]));
}

async function readTopic(file: string): Promise<readonly Maker[]> {
  const module: unknown = await import(path.join(folder, file));
  // Not every runtime lists a module's exports in the same order.
  const exported = entriesOf(module).toSorted(([name], [other]) => (name < other ? -1 : 1));
  return makersIn(Object.fromEntries(exported), path.basename(file, ".ts"));
}

function nameOf({ topic, name }: Maker): string {
  return `${topic}.${name}`;
}

/** The functions of a module that make failures, also those kept together in an object. */
function makersIn(module: unknown, topic: string): readonly Maker[] {
  const found = entriesOf(module).flatMap(([name, value]) =>
    isSay(value)
      ? // What lies beside it in its object it may call.
        [probe({ topic, name, say: (...given) => Reflect.apply(value, module, given) })]
      : makersIn(value, topic),
  );
  // What can't be called with stand-ins is taken for one among its like, so that none is overlooked.
  const isAmongFailures = found.some(({ makes }) => makes === true);
  return found.filter(({ makes }) => makes === true || (makes === undefined && isAmongFailures));
}

/** Calls it with stand-ins; `makes` is undefined where that can't be done. */
function probe(named: Pick<Maker, "topic" | "name" | "say">): Maker {
  const { standIns, wasUsed } = createStandIns();
  try {
    const makes = failureOf(named.say(...standIns)) !== undefined;
    return { ...named, makes, usesGiven: wasUsed() };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { ...named, makes: undefined, usesGiven: true };
  }
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}

function isSay(value: unknown): value is Say {
  return typeof value === "function";
}

function sayAll({ topic, name, say, usesGiven }: Maker, given: Samples[string] = []): readonly SaidFailure[] {
  if (usesGiven && given.length === 0)
    throw new Error(`scripts/docs/failure-samples.ts has nothing for ${topic}.${name}`);
  return (usesGiven ? given : [[]]).map((values) => {
    const failure = failureOf(say(...values));
    if (failure === undefined) throw new Error(`the sample of ${topic}.${name} makes no failure`);
    return { topic, maker: name, ...failure };
  });
}

type Told = Pick<SaidFailure, "code" | "sentence" | "isPassing">;

/** An error for people, or the failure that a record keeps. */
function failureOf(said: unknown): Told | undefined {
  if (said instanceof UserFacingError)
    return { code: said.code, sentence: said.userMessage, isPassing: said.retryable };
  if (typeof said !== "object" || said === null || !("code" in said && "sentence" in said)) return undefined;
  return { code: String(said.code), sentence: String(said.sentence), isPassing: false };
}

/** Stand-ins that any function can work with, because all that one is asked for is a stand-in again; a cause is only passed on. */
function createStandIns(): { readonly standIns: readonly unknown[]; wasUsed(): boolean } {
  let isUsed = false;
  const standIn: unknown = new Proxy(() => standIn, {
    get(_target, property) {
      isUsed = true;
      if (property === Symbol.toPrimitive) return () => 1;
      return property === Symbol.iterator ? () => [].values() : standIn;
    },
    apply: () => standIn,
  });
  return { standIns: Array.from({ length: 5 }, () => standIn), wasUsed: () => isUsed };
}

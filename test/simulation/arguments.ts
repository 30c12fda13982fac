import { parseArgs } from "node:util";

export type RunOptions = {
  readonly seed: number;
  readonly days: number;
  readonly daysPerWorld: number;
  /** One world of the seed alone. */
  readonly world: number | undefined;
  readonly faults: readonly number[] | undefined;
  readonly orders: readonly number[] | undefined;
  readonly sessions: readonly number[] | undefined;
  readonly isSkipping: boolean;
  readonly isJson: boolean;
  readonly isStory: boolean;
  readonly plant: string | undefined;
  readonly plants: boolean;
};

export const usage = `npm run simulate -- [options]
  --seed N            what everything follows from (default 1); --fresh picks one and prints it
  --days N            simulated days in all (default 100), in worlds of 5 days of one team each
  --json              no table, only the last line
  --world N           only that world, with its story
  --only-faults 1,2   only these of its faults; --only-orders and --only-sessions likewise
  --no-skip           without leaving out the looks of a bot that has nothing to do
  --plant NAME        with a bug in the bot; --plants tries each of them
`;

export function readArguments(argv: readonly string[]): RunOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      seed: { type: "string", default: "1" },
      fresh: { type: "boolean", default: false },
      days: { type: "string", default: "100" },
      json: { type: "boolean", default: false },
      world: { type: "string" },
      "only-faults": { type: "string" },
      "only-orders": { type: "string" },
      "only-sessions": { type: "string" },
      "no-skip": { type: "boolean", default: false },
      plant: { type: "string" },
      plants: { type: "boolean", default: false },
    },
  });
  return {
    seed: values.fresh ? Math.floor(Math.random() * 1_000_000_000) : numberOf(values.seed),
    days: numberOf(values.days),
    daysPerWorld: 5,
    world: values.world === undefined ? undefined : numberOf(values.world),
    faults: numbersOf(values["only-faults"]),
    orders: numbersOf(values["only-orders"]),
    sessions: numbersOf(values["only-sessions"]),
    isSkipping: !values["no-skip"],
    isJson: values.json,
    isStory: values.world !== undefined,
    plant: values.plant,
    plants: values.plants,
  };
}

function numberOf(text: string): number {
  if (!/^\d{1,9}$/u.test(text)) throw new RangeError(`“${text}” is no whole number`);
  return Number(text);
}

function numbersOf(text: string | undefined): readonly number[] | undefined {
  if (text === undefined) return undefined;
  return text === "" ? [] : text.split(",").map(numberOf);
}

import type { FailureCode } from "../common/failure-code.ts";
import { UserFacingError } from "../common/errors.ts";
import { writeDuration } from "../common/duration.ts";

type RangedOption = {
  readonly name: string;
  readonly type: string;
  readonly min?: number;
  readonly max?: number;
};

/** Sentences for input that is not understood; none repeats what was typed. */
export const commandErrors = {
  tooLong: (limit: number) =>
    fail("too-long", `That command is longer than ${limit} characters: shorten it and try again.`),
  unknownCommand: () =>
    fail("unknown-command", "There is no such command: see /labelpod help for all of them."),
  unknownName: (known: readonly string[]) =>
    fail("unknown-command", `There is no such command or model: choose one of /${known.join(", /")}.`),
  notAnOption: () =>
    fail(
      "not-an-option",
      "After the command come options in the form name:value, such as epochs:3: see /labelpod help.",
    ),
  optionTwice: (name: string) => fail("option-twice", `The option ${name} was given twice: give it once.`),
  openQuote: () => fail("open-quote", "A quotation mark is not closed: close it and try again."),
  unknownOption: (known: readonly string[]) =>
    fail(
      "unknown-option",
      known.length === 0
        ? "This command takes no options: give it without any."
        : `This command has no such option: it takes ${known.join(", ")}.`,
    ),
  badText: (name: string, limit: number) =>
    fail(
      "bad-text",
      `The option ${name} takes one line of at most ${limit} characters: correct it and try again.`,
    ),
  badChoice: (name: string, choices: readonly string[]) =>
    fail("bad-choice", `The option ${name} takes one of these: ${choices.join(", ")}.`),
  badNumber: (option: RangedOption, form: string) =>
    fail("bad-number", `The option ${option.name} takes ${form}${range(option)}.`),
  badClock: (name: string) =>
    fail("bad-clock", `The option ${name} takes a time of day from 0:00 to 23:59, such as 18:00.`),
  badModels: (known: readonly string[]) =>
    fail("bad-models", `The option models takes names with commas between them, out of ${known.join(", ")}.`),
  badStudies: () =>
    fail(
      "bad-studies",
      "The option studies takes synthetic, an absolute folder on the pod, or a DICOMweb URL without a password in it.",
    ),
  badCountry: () => fail("bad-country", "The option country takes a two-letter code such as US."),
  badGpus: () =>
    fail(
      "bad-gpus",
      "The option gpu takes up to 10 names with commas between them, such as RTX 4090, L4, or any.",
    ),
  badMemory: () => fail("bad-memory", "The option memory takes whole GB from 1 to 300, such as 16."),
  badDataCenters: () =>
    fail(
      "bad-data-centers",
      "The option data-centers takes up to 20 ids with commas between them, such as US-TX-3,EU-RO-1, or any.",
    ),
  badMaxPrice: () =>
    fail(
      "bad-max-price",
      "The option max-price takes USD an hour from 0 to 100, such as 0.8; 0 is any price.",
    ),
  badDownload: () =>
    fail(
      "bad-download",
      "The option download takes whole Mbit/s from 0 to 10000, such as 1000; 0 is any speed.",
    ),
  secureDownload: () =>
    fail(
      "secure-download",
      "Only community machines are chosen by their speed: leave download out, or use it with cloud:community.",
    ),
  communityDataCenters: () =>
    fail(
      "community-data-centers",
      "Community machines stand in no data center: use data-centers:any, or leave cloud:community out.",
    ),
  badName: () => fail("bad-name", "The option name takes letters, digits, - and _, at most 40 of them."),
} as const;

function range({ type, min, max }: RangedOption): string {
  const text = (value: number): string => (type === "duration" ? writeDuration(value) : String(value));
  if (min === undefined) return max === undefined ? "" : `, at most ${text(max)}`;
  return max === undefined ? `, at least ${text(min)}` : `, from ${text(min)} to ${text(max)}`;
}

function fail(code: FailureCode, sentence: string): UserFacingError {
  return new UserFacingError(code, sentence);
}

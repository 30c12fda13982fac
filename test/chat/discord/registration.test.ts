import { ApplicationCommandOptionType } from "discord.js";
import { expect, test } from "vitest";
import { findRegistrationFaults } from "../../../src/chat/discord/registration-faults.ts";
import { type Registration, toRegistration } from "../../../src/chat/discord/registration.ts";
import { commands } from "../../../src/commands/index.ts";
import { officeCommands } from "./office.ts";

const said = "Says something";

function slash(change: Partial<Registration>): readonly Registration[] {
  return [{ name: "desk", description: said, ...change }];
}

test("toRegistration() makes a slash command of each first word and leaves out what is hidden", () => {
  const registration = toRegistration(officeCommands);

  expect(registration.map(({ name }) => name)).toEqual(["desk"]);
  expect(registration[0]?.options?.map(({ name }) => name)).toEqual(["say", "post"]);
});

test("toRegistration() carries types, bounds and where to ask for completions", () => {
  const [say] = toRegistration(officeCommands)[0]?.options ?? [];

  expect(say).toMatchObject({
    type: ApplicationCommandOptionType.Subcommand,
    options: [
      { name: "words", type: ApplicationCommandOptionType.String, autocomplete: true },
      { name: "times", type: ApplicationCommandOptionType.Integer, min_value: 1, max_value: 9 },
      { name: "loud", type: ApplicationCommandOptionType.Boolean },
    ],
  });
});

test("toRegistration() lists choices as they are", () => {
  const options = [
    { name: "cloud", summary: "Which", type: "text", choices: ["secure", "community"] },
    { name: "idle", summary: "How long", type: "duration", isPositional: true },
    { name: "until", summary: "Until when", type: "clock" },
  ] as const;

  const [desk] = toRegistration([{ path: ["desk", "say"], summary: said, options }]);

  expect(desk?.options?.[0]).toMatchObject({
    options: [
      {
        choices: [
          { name: "secure", value: "secure" },
          { name: "community", value: "community" },
        ],
      },
      { type: ApplicationCommandOptionType.String },
      { type: ApplicationCommandOptionType.String },
    ],
  });
});

test("findRegistrationFaults() finds none in labelpod's own commands", () => {
  expect(findRegistrationFaults(toRegistration(commands))).toEqual([]);
});

const text = { type: ApplicationCommandOptionType.String, name: "words", description: said } as const;
const choice = { name: "loud", value: "loud" };

test.for([
  ["an upper case name", { name: "Desk" }, "lower case"],
  ["a name with a space", { name: "my desk" }, "lower case"],
  ["a name of 33 characters", { name: "d".repeat(33) }, "lower case"],
  ["an empty description", { description: " " }, "description"],
  ["a description of 101 characters", { description: "d".repeat(101) }, "description"],
  [
    "a required option after an optional one",
    { options: [text, { ...text, name: "a", required: true }] },
    "desk a: a required",
  ],
  [
    "26 options",
    { options: Array.from({ length: 26 }, (_, index) => ({ ...text, name: `o${index}` })) },
    "26 entries",
  ],
  ["the same option twice", { options: [text, text] }, "words is there twice"],
  [
    "26 choices",
    {
      options: [
        { ...text, choices: Array.from({ length: 26 }, (_, i) => ({ name: `${i}`, value: `${i}` })) },
      ],
    },
    "26 entries",
  ],
  ["the same choice twice", { options: [{ ...text, choices: [choice, choice] }] }, "loud is there twice"],
  [
    "a choice of 101 characters",
    { options: [{ ...text, choices: [{ name: "x".repeat(101), value: "x" }] }] },
    "the choice",
  ],
  [
    "a fault in a subcommand",
    {
      options: [
        {
          type: ApplicationCommandOptionType.Subcommand,
          name: "say",
          description: said,
          options: [{ ...text, name: "W" }],
        },
      ],
    },
    "/desk say W",
  ],
  [
    "more than 4,000 characters in all",
    {
      options: Array.from({ length: 25 }, (_, index) => ({
        ...text,
        name: `o${index}`,
        description: "d".repeat(100),
        choices: Array.from({ length: 10 }, (__, i) => ({ name: `choice-${i}`, value: `choice-${i}` })),
      })),
    },
    "characters in all",
  ],
] as const satisfies readonly (readonly [string, Partial<Registration>, string])[])(
  "findRegistrationFaults() finds %s",
  ([, change, fault]) => {
    expect(findRegistrationFaults(slash(change)).join("\n")).toContain(fault);
  },
);

test("findRegistrationFaults() finds the same command twice", () => {
  expect(findRegistrationFaults([...slash({}), ...slash({})])).toEqual(["commands: desk is there twice"]);
});

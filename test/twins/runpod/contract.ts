import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { z } from "zod";
import { findContract } from "../../support/contracts.ts";
import type { Answer } from "./answer.ts";

const FILE = "runpod-openapi-v2.json";

/** Compares requests and answers with the contract file; each check returns what is wrong, or nothing. */
export type Contract = {
  checkRequest(route: string, body: unknown): string[];
  checkAnswer(route: string, answer: Answer): string[];
};

let loaded: Contract | undefined;

/** One for all twins, since to read the file takes longer than most tests. Without it nothing is compared. */
export function loadContract(): Contract {
  loaded ??= readContract(findContract(FILE));
  return loaded;
}

function readContract(file: string | undefined): Contract {
  if (file === undefined) return { checkRequest: () => [], checkAnswer: () => [] };
  return createContract(z.looseObject({}).parse(JSON.parse(readFileSync(file, "utf8"))));
}

function createContract(document: object): Contract {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema(document, FILE);

  function check(pointer: readonly string[], value: unknown): string[] {
    const validate = ajv.getSchema(`${FILE}#/${pointer.map(escapePointer).join("/")}`);
    if (validate === undefined) throw new Error(`The contract file has nothing at ${pointer.join(" ")}.`);
    if (validate(value) === true) return [];
    return (validate.errors ?? []).map(
      (error) => `${error.instancePath} ${error.message ?? ""} ${JSON.stringify(error.params)}`,
    );
  }

  return {
    checkRequest: (route, body) =>
      check([...operation(route), "requestBody", "content", "application/json", "schema"], body),
    checkAnswer: (route, { status, body, stream }) => {
      if (status === 204 || stream !== undefined) return [];
      if (status >= 400) return check(["components", "schemas", "ErrorResponse"], body);
      return check(
        [...operation(route), "responses", String(status), "content", "application/json", "schema"],
        body,
      );
    },
  };
}

function operation(route: string): string[] {
  const [method = "", path = ""] = route.split(" ");
  return ["paths", `/v2${path}`, method.toLowerCase()];
}

function escapePointer(part: string): string {
  return encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"));
}

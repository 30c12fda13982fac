import { readFileSync } from "node:fs";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { z } from "zod";
import { findContract } from "../../support/contracts.ts";
import { findMessageFaults } from "./message-rules.ts";
import { findRegistrationFaults } from "../../../src/chat/discord/registration-faults.ts";
import type { Registration } from "../../../src/chat/discord/registration.ts";

export type BotRequest = { readonly method: string; readonly path: string; readonly body: unknown };

/** What Discord would refuse of a request, by its own description of its API and the rules that this lacks. */
export type CheckRequest = (request: BotRequest) => readonly string[];

const fileName = "discord-openapi.json";
const documentSchema = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });
const operationSchema = z.object({
  requestBody: z.object({ content: z.object({ "application/json": z.unknown() }) }),
});

/** One for all twins, since to read the file takes longer than most tests. */
let checkSchema: CheckRequest | undefined;

/** Where the file is missing, only the rules that it lacks are checked. */
export function createCheckRequest(): CheckRequest {
  const file = findContract(fileName);
  if (file !== undefined) checkSchema ??= createSchemaCheck(file);
  const findSchemaFaults = checkSchema ?? (() => []);
  return (request) =>
    [...findSchemaFaults(request), ...findMissedFaults(request)].map(
      (fault) => `${request.method} ${request.path}: ${fault}`,
    );
}

/** By route and method, the check of the body's schema. */
function createSchemaCheck(file: string): CheckRequest {
  const content: unknown = JSON.parse(readFileSync(file, "utf8"));
  const { paths } = documentSchema.parse(content);
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema(documentSchema.loose().parse(content), "discord");
  // Fewer variables first: `@original` before any message id.
  const routes = Object.keys(paths)
    .toSorted((a, b) => a.split("{").length - b.split("{").length)
    .map((path) => ({ path, pattern: new RegExp(`^${path.replaceAll(/\{[^}]+\}/g, "[^/]+")}$`) }));

  return ({ method, path, body }) => {
    const route = routes.find(
      ({ path: known, pattern }) => pattern.test(path) && method.toLowerCase() in (paths[known] ?? {}),
    );
    if (route === undefined) return ["no such route"];
    if (!operationSchema.safeParse(paths[route.path]?.[method.toLowerCase()]).success) return [];
    const validate = compile(ajv, route.path, method.toLowerCase());
    return validate(body) ? [] : [ajv.errorsText(validate.errors)];
  };
}

function compile(ajv: Ajv2020, path: string, method: string): ValidateFunction {
  const pointer = ["paths", path, method, "requestBody", "content", "application/json", "schema"]
    .map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1")))
    .join("/");
  const validate = ajv.getSchema(`discord#/${pointer}`);
  if (validate === undefined) throw new Error(`no schema for ${method} ${path}`);
  return validate;
}

const registrationsSchema = z.array(z.custom<Registration>((value) => typeof value === "object"));

function findMissedFaults({ path, body }: BotRequest): readonly string[] {
  if (body === undefined) return [];
  if (path.endsWith("/commands")) return findRegistrationFaults(registrationsSchema.parse(body));
  return /\/messages(\/[^/]+)?$/.test(path) ? findMessageFaults(body) : [];
}
